"""What changed between two pages: families that came, went, or changed.

Type, unit, help, labels and sample names are compared, values are not. Each side is an address, a file, - for standard
input, SLUG (the newest recording of an entry) or SLUG@VERSION.
"""

from __future__ import annotations

import argparse
from functools import cache
from typing import TYPE_CHECKING

from exporterhub.cli import _catalogs, _out, _sources
from exporterhub.cli._options import add_catalog, add_json, add_timeout

if TYPE_CHECKING:
    from exporterhub.exposition import FamilyInfo, Inventory, InventoryDiff


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two sides."""
    for side, which in (("a", "before"), ("b", "after")):
        parser.add_argument(side, metavar=side.upper(), help=f"the page {which}: URL, FILE, -, SLUG or SLUG@VERSION")
    add_json(parser)
    add_catalog(parser)
    add_timeout(parser)


def run(args: argparse.Namespace) -> int:
    """Print the changes."""
    from exporterhub.exposition import diff

    catalog = cache(lambda: _catalogs.load(args))
    sides: list[Inventory] = []
    for text in (args.a, args.b):
        source = _sources.read(args, text, catalog)
        inventory, findings = source.inventory()
        if not inventory.families:
            _out.note(args, f"{source.name} has no families")
        for finding in findings:
            _out.detail(args, str(finding))
        sides.append(inventory)
    changes = diff(*sides)
    if args.json:
        _out.print_json(_as_json(changes))
    else:
        _print(args, changes)
    return 0


def _as_json(changes: InventoryDiff) -> dict[str, object]:
    return {
        "added": [family.name for family in changes.added],
        "removed": [family.name for family in changes.removed],
        "changed": [
            {"family": change.family, "what": change.what, "before": change.before, "after": change.after}
            for change in changes.changed
        ],
    }


def _print(args: argparse.Namespace, changes: InventoryDiff) -> None:
    if not changes:
        print("no difference")
    for family in changes.removed:
        print(_out.paint(args, _out.clean(f"- {_described(family)}"), "red"))
    for family in changes.added:
        print(_out.paint(args, _out.clean(f"+ {_described(family)}"), "green"))
    for change in changes.changed:
        text = f"~ {change.family}: {change.what} {change.before or 'none'} -> {change.after or 'none'}"
        print(_out.paint(args, _out.clean(text), "yellow"))


def _described(family: FamilyInfo) -> str:
    labels = f"{{{', '.join(family.labels)}}}" if family.labels else ""
    return f"{family.name}{labels} ({family.type})"

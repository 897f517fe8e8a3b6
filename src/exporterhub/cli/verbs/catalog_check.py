"""Check the files of entries, and sum up how far they are proven.

Every problem is told with its place. Entries are named by slug; without one all are checked. The summary is about those
that were checked.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from exporterhub.cli import _catalogs, _findings, _out
from exporterhub.cli._options import add_catalog, add_json

if TYPE_CHECKING:
    from exporterhub.catalog import Catalog


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which entries."""
    parser.add_argument("slugs", metavar="SLUG", nargs="*", help="the entries to check")
    add_json(parser)
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Print findings and summary."""
    from exporterhub.catalog import check, summary

    catalog = _catalogs.load(args)
    findings = check(catalog, args.slugs or None)
    numbers = summary(_only(catalog, args.slugs))
    if args.json:
        _out.print_json({"findings": _findings.as_json(findings), "summary": numbers})
    else:
        _findings.print_text(args, findings)
        if not args.quiet:
            _print_summary(args, numbers)
        _out.note(args, _findings.tally(findings))
    return _findings.exit_code(findings)


def _only(catalog: Catalog, slugs: list[str]) -> Catalog:
    if not slugs:
        return catalog
    return replace(catalog, entries={slug: entry for slug, entry in catalog.entries.items() if slug in slugs})


def _print_summary(args: argparse.Namespace, numbers: dict[str, Any]) -> None:
    rows = [["entries", str(numbers["entries"])]]
    rows += [[f"at least {tier}", str(count)] for tier, count in numbers["tiers"].items()]
    rows.append(["recordings", str(numbers["recordings"])])
    for kind in ("alerts", "panels"):
        total = numbers[kind]["total"]
        rows.append([kind, str(total)])
        rows += [[f"{kind}, {name.replace('_', ' ')}", str(n)] for name, n in numbers[kind].items() if name != "total"]
    _out.heading(args, "summary")
    _out.table(args, ["what", "number"], rows, right={1})

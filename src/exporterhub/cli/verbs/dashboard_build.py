"""Compile an entry's dashboard to the JSON that Grafana imports.

It is printed, or with -o written to a file or, named after the entry, into a folder. Importing it again changes
nothing, and a later version replaces an earlier one: the uid is that of the entry.

An entry without a dashboard of its own gets a general one: what any target shows, and what the client library of the
exporter's language exposes. Its title says so.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from exporterhub.cli import _catalogs, _out
from exporterhub.cli._options import add_catalog
from exporterhub.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which entries, and where to."""
    parser.add_argument("slugs", metavar="SLUG", nargs="+", help="the entries whose dashboards to compile")
    parser.add_argument(
        "-o", "--output", metavar="PATH", default="", help="a file (one entry), or a folder that is there"
    )
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Print the JSON, or write it and print the paths."""
    from exporterhub.dashboards import grafana_json, offer

    texts = {}
    for entry in _catalogs.entries(_catalogs.load(args), args.slugs):
        dashboard, general, findings = offer(entry)
        if dashboard is None:
            raise BadInput(
                f"{entry.slug} has no dashboard that can be compiled: {findings[0].message}",
                remedy="see `exporterhub dashboard check`",
            )
        if general:
            _out.note(args, f"{entry.slug} has no dashboard of its own: this is a general one, what any target shows")
        texts[entry.slug] = grafana_json(entry, dashboard)
    if not args.output:
        for text in texts.values():
            print(text, end="")
        return 0
    for path, text in _places(args.output, texts).items():
        temporary = path.with_name(path.name + ".new")
        try:
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(path)
        except OSError as error:
            raise BadInput(
                f"{path} cannot be written: {error.strerror}", remedy="give a file or folder that can be"
            ) from error
        print(path)
    _out.note(args, f"{_out.count(len(texts), 'dashboard')} written")
    return 0


def _places(output: str, texts: dict[str, str]) -> dict[Path, str]:
    target = Path(output)
    if target.is_dir():
        return {target / f"{slug}.json": text for slug, text in texts.items()}
    if len(texts) > 1:
        raise BadInput(
            f"{output} is no folder, and {len(texts)} dashboards do not fit into one file", remedy="make it first"
        )
    return dict.fromkeys([target], next(iter(texts.values())))

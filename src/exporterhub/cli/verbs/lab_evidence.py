"""Write down which recordings have what rules read, and what their unit tests show.

It is written to evidence.yaml of each entry that has rules. `lab record` does the same for what it recorded; this is
for a rule or a test that has changed since. The unit tests are run by promtool; no service is started.
"""

from __future__ import annotations

import argparse

from exporterhub.cli import _catalogs, _out
from exporterhub.cli._options import add_catalog, add_json
from exporterhub.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which entries."""
    parser.add_argument("slugs", metavar="SLUG", nargs="*", help="the entries to look at")
    parser.add_argument("--all", action="store_true", help="every entry that has rules")
    add_json(parser)
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Write the evidence, and print the files that changed."""
    from exporterhub.lab import write_evidence

    if bool(args.slugs) == args.all:
        raise BadInput(
            "name the entries to look at, or say --all", remedy="`exporterhub lab evidence redis` looks at one"
        )
    entries = _catalogs.entries(_catalogs.load(args), args.slugs)
    written = [path for path in (write_evidence(entry, unit_tests=True) for entry in entries) if path is not None]
    if args.json:
        _out.print_json({"written": [str(path) for path in written]})
        return 0
    for path in written:
        print(path)
    _out.note(args, f"{_out.count(len(written), 'file')} changed")
    return 0

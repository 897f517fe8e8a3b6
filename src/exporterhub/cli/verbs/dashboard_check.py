"""Check dashboards: what their queries read, legends, units, questions, alerts.

Each query must parse and read what the entry's recordings have (or the panel must say which flag it needs), rate
counters only, and name no job. Without SLUG all entries with a dashboard are checked.
"""

from __future__ import annotations

import argparse

from exporterhub.cli import _catalogs, _findings, _out
from exporterhub.cli._options import add_catalog, add_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which entries."""
    parser.add_argument("slugs", metavar="SLUG", nargs="*", help="the entries whose dashboards to check")
    add_json(parser)
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Print findings."""
    from exporterhub.dashboards import check, has_dashboard
    from exporterhub.errors import BadInput

    entries = _catalogs.entries(_catalogs.load(args), args.slugs)
    for entry in entries if args.slugs else ():
        if not has_dashboard(entry):
            raise BadInput(
                f"{entry.slug} has no dashboard.yaml", remedy="the neighbours in the catalog show how to write one"
            )
    found = [entry for entry in entries if has_dashboard(entry)]
    findings = [finding for entry in found for finding in check(entry)]
    if args.json:
        _out.print_json({"findings": _findings.as_json(findings)})
    else:
        _findings.print_text(args, findings)
        panels = sum(len(entry.panels) for entry in found)
        _out.note(
            args, f"{_out.count(len(found), 'dashboard')}, {_out.count(panels, 'panel')}: {_findings.tally(findings)}"
        )
    return _findings.exit_code(findings)

"""Read a page: what it holds, what is odd about it, which exporter and version it is.

The page is an address, a file, a recording of the catalog, or - for standard input. An address without http:// gets it,
and without a path /metrics is read. The request is the one Prometheus makes.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from exporterhub.cli import _catalogs, _findings, _out, _sources
from exporterhub.cli._options import add_catalog, add_json, add_timeout
from exporterhub.errors import Finding

if TYPE_CHECKING:
    from exporterhub.hub.documents import Identification


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to read."""
    parser.add_argument("source", metavar="URL|FILE|-", help="the page")
    add_json(parser)
    add_catalog(parser)
    add_timeout(parser)


def run(args: argparse.Namespace) -> int:
    """Print what the page is."""
    from exporterhub.hub.documents import identify_page

    source = _sources.read(args, args.source)
    recorded = source.recording.version if source.recording else ""
    found = identify_page(source.data, _catalogs.load(args), source.content_type or "", recorded=recorded)
    findings = [*source.findings, *(source.located(Finding(**finding.model_dump())) for finding in found.findings)]
    if args.json:
        answer = found.model_dump(mode="json")
        _out.print_json({**answer, "findings": _findings.as_json(findings)})
    else:
        _print(args, found, findings)
    return _findings.exit_code(findings)


def _print(args: argparse.Namespace, found: Identification, findings: list[Finding]) -> None:
    _print_candidates(args, found)
    series = sum(family.series for family in found.families)
    families = _out.count(len(found.families), "family", "families")
    _out.heading(args, f"{families}, {series} series")
    rows = [
        [family.name, family.type, family.unit, ", ".join(family.labels), str(family.series), family.help]
        for family in found.families
    ]
    _out.table(args, ["family", "type", "unit", "labels", "series", "help"], rows, right={4})
    _out.heading(args, _findings.tally(findings))
    _findings.print_text(args, findings)


def _print_candidates(args: argparse.Namespace, found: Identification) -> None:
    if found.exporter is None:
        print("no exporter of the catalog fits well" if found.candidates else "no exporter of the catalog fits")
    for candidate in found.candidates:
        chosen = found.exporter is not None and candidate.slug == found.exporter.slug
        name = " ".join(filter(None, [candidate.name, candidate.version]))
        print(f"{'' if chosen else 'perhaps '}{_out.paint(args, name, 'bold')} ({candidate.slug})")
        for reason in candidate.reasons:
            print(f"  {_out.clean(reason)}")

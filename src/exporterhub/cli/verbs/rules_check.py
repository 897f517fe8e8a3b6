"""Check rule files, and with --against whether pages have all that the rules read.

Against pages, each metric, label and label value that a rule reads must be there; a finding names the nearest one that
is. A page is an address, a file, SLUG (all recordings of an entry) or SLUG@VERSION; several are taken together. With
--prometheus it is what a live server had in the last hour. Without either only what stands in the files themselves is
checked. A comment above a rule silences one check for it: `# exporterhub: disable=ID -- REASON`.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from exporterhub.cli import _catalogs, _findings, _out, _sources
from exporterhub.cli._access import access, add_access
from exporterhub.cli._options import add_catalog, add_timeout, one_of, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from exporterhub.catalog import Catalog, Rule
    from exporterhub.errors import Finding
    from exporterhub.rules import Page

FORMATS = ("text", "json", "github")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files, pages, form."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="a Prometheus rule file, or - for standard input")
    parser.add_argument(
        "--against",
        metavar="PAGE",
        action="append",
        default=[],
        help="what the rules are to read: URL, FILE, SLUG or SLUG@VERSION; repeatable",
    )
    parser.add_argument(
        "--prometheus", metavar="URL", default="", help="a live Prometheus whose series the rules are to read"
    )
    parser.add_argument("--job", metavar="NAME", default="", help="with --prometheus: only the series of this job")
    add_access(parser)
    parser.add_argument(
        "--target-label",
        metavar="NAME",
        action="append",
        default=[],
        help="a label that your scrape configuration adds, besides job and instance; repeatable",
    )
    parser.add_argument(
        "--scrape-interval",
        metavar="SECONDS",
        type=seconds,
        default=15.0,
        help="how often your Prometheus scrapes (15): range windows need four scrapes",
    )
    parser.add_argument(
        "--format",
        metavar="FORM",
        type=one_of(*FORMATS),
        default="text",
        help="text, json, or github (annotations of a workflow)",
    )
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    add_catalog(parser)
    add_timeout(parser)


def run(args: argparse.Namespace) -> int:
    """Print findings."""
    from exporterhub.rules import check

    rules, findings = _read(args.files)
    catalog = cache(lambda: _catalogs.load(args))
    pages = [page for text in args.against for page in _pages(args, text, catalog)]
    if args.prometheus:
        pages.append(_live(args, rules))
    findings += check(rules, pages, attached=args.target_label, interval=args.scrape_interval)
    findings.sort(key=lambda finding: (finding.file, finding.line, finding.column))
    _print(args, rules, pages, findings)
    return _findings.exit_code(findings)


def _read(files: list[str]) -> tuple[list[Rule], list[Finding]]:
    from exporterhub.catalog import read_rules

    rules: list[Rule] = []
    findings: list[Finding] = []
    for file in dict.fromkeys(files):
        found, problems = read_rules(*_source(file))
        rules += found
        findings += problems
    return rules, findings


def _source(file: str) -> tuple[Path | str, str]:
    return (sys.stdin.read(), "<standard input>") if file == _sources.STDIN else (Path(file), file)


def _pages(args: argparse.Namespace, text: str, catalog: Callable[[], Catalog]) -> list[Page]:
    from exporterhub.rules import page_of, page_of_recording

    if _sources.is_entry(text, catalog):
        slug = text.partition("@")[0]
        found = _sources.recordings(catalog(), text)
        return [replace(page_of_recording(recording), name=f"{slug}@{recording.name}") for recording in found]
    source = _sources.read(args, text, catalog)
    if source.recording:
        return [replace(page_of_recording(source.recording), name=source.name)]
    return [page_of(source.name, source.data, source.content_type)]


def _live(args: argparse.Namespace, rules: list[Rule]) -> Page:
    from exporterhub.prometheus import Server
    from exporterhub.rules import page_of_server

    with Server(args.prometheus, seconds=args.timeout, access=access(args), tries=2) as server:
        return page_of_server(server, args.job, rules)


def _print(args: argparse.Namespace, rules: list[Rule], pages: list[Page], findings: list[Finding]) -> None:
    from exporterhub.rules import as_github

    if args.format == "json":
        _out.print_json({"findings": _findings.as_json(findings)})
        return
    if args.format == "github":
        print(as_github(findings), end="")
    else:
        _findings.print_text(args, findings)
    against = _out.count(len(pages), "page")
    only = "" if pages else "; metrics and labels are not checked without --against or --prometheus"
    what = f"{_out.count(len(rules), 'rule')} against {against}" if pages else _out.count(len(rules), "rule")
    _out.note(args, f"{what}: {_findings.tally(findings)}{only}")

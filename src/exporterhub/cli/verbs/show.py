"""All about one exporter: facts, install commands, metrics, alerts, evidence.

The install commands are made for the target, the listen address and the version that you give.
"""

from __future__ import annotations

import argparse
import textwrap
from typing import TYPE_CHECKING

from exporterhub.cli import _catalogs, _out
from exporterhub.cli._options import add_catalog, add_json, one_of
from exporterhub.errors import BadInput

if TYPE_CHECKING:
    from exporterhub.hub.documents import BlockDocument, ExporterDocument, RuleDocument
    from exporterhub.hub.install import Choices

FACTS = ("technology", "category", "kind", "maintainer", "status", "language", "license", "repository", "documentation")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which entry, and what the commands are made for."""
    parser.add_argument("slug", metavar="SLUG", help="the entry, as search shows it")
    parser.add_argument("--version", metavar="V", default="", help="the exporter's version in the commands")
    parser.add_argument("--target", metavar="HOST[:PORT]", default="", help="what is to be monitored")
    parser.add_argument("--listen", metavar="ADDR", default="", help="where the exporter is to listen, host:port")
    parser.add_argument(
        "--only",
        metavar="PART",
        action="append",
        type=one_of(*PARTS),
        help=f"only this part: {', '.join(PARTS)}; repeatable",
    )
    add_json(parser)
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Print the entry."""
    from exporterhub.hub.documents import exporter_document, install_document
    from exporterhub.hub.install import plan

    choices = _choices(args)
    entry = _catalogs.load(args).entry(args.slug)
    install = install_document(plan(entry, choices))
    document = exporter_document(entry).model_copy(update={"install": install})
    if args.json:
        _out.print_json(document.model_dump(mode="json", by_alias=True))
    else:
        _print(args, document)
    return 0


def _choices(args: argparse.Namespace) -> Choices:
    from exporterhub.hub.install import read_choices

    host, port = _split(args.target)
    choices, problems = read_choices({"host": host, "port": port, "listen": args.listen, "version": args.version})
    if problems:
        flag = {"host": "target", "port": "target"}.get(problems[0].field, problems[0].field)
        raise BadInput(f"--{flag}: {problems[0].value!r} cannot be used", remedy=problems[0].message)
    return choices


def _split(target: str) -> tuple[str, str]:
    host, colon, port = target.rpartition(":")
    is_pair = colon and not (":" in host and not host.endswith("]"))  # else a bare IPv6 address
    return (host, port) if is_pair else (target, "")


def _print(args: argparse.Namespace, document: ExporterDocument) -> None:
    print(f"{_out.paint(args, document.name, 'bold')} ({document.slug})\n{document.summary}")
    for part, print_part in PARTS.items():
        if args.only is None or part in args.only:
            print_part(args, document)


def _print_facts(_: argparse.Namespace, document: ExporterDocument) -> None:
    facts = {name: str(getattr(document, name)) for name in FACTS}
    facts["page"] = f":{document.port}{document.path}" if document.port else document.path
    facts["tier"] = document.tier
    facts["successor"] = document.successor
    print()
    for name, value in facts.items():
        if value:
            print(f"{name:<14} {_out.clean(value)}")
    missing = document.standing.missing
    if missing:
        print(f"\nfor {document.standing.next} it lacks")
        print(textwrap.indent("\n".join(missing), "  "))


def _print_install(args: argparse.Namespace, document: ExporterDocument) -> None:
    for method in document.install.methods:
        _out.heading(args, f"install: {method.label}")
        for note in method.notes:
            print(textwrap.fill(note, 100, initial_indent="  ", subsequent_indent="  "))
        for block in method.blocks:
            _print_block(args, block)


def _print_scrape(args: argparse.Namespace, document: ExporterDocument) -> None:
    if document.install.scrape:
        _out.heading(args, "scrape job")
    for block in document.install.scrape:
        _print_block(args, block)


def _print_block(args: argparse.Namespace, block: BlockDocument) -> None:
    print(_out.paint(args, f"  # {block.file or block.title}", "dim"))
    print(textwrap.indent(block.text.rstrip("\n"), "  "))
    if block.note:
        print(textwrap.fill(block.note, 100, initial_indent="  # ", subsequent_indent="  # "))


def _print_metrics(args: argparse.Namespace, document: ExporterDocument) -> None:
    shown = [metric for metric in document.metric_families if args.verbose or not metric.runtime]
    if not shown:
        return
    hidden = len(document.metric_families) - len(shown)
    also = f" (and {hidden} of the language's runtime: -v shows them)" if hidden else ""
    _out.heading(args, f"{_out.count(len(shown), 'metric')}{also}")
    rows = [[m.name, m.type, m.unit, ", ".join(m.labels), m.help] for m in shown]
    _out.table(args, ["name", "type", "unit", "labels", "help"], rows)


def _print_rules(args: argparse.Namespace, document: ExporterDocument) -> None:
    alerts = [rule for rule in document.rules if rule.kind == "alert"]
    if alerts:
        _out.heading(args, _out.count(len(alerts), "alert"))
        rows = [[a.name, a.severity, a.for_, a.state, a.annotations.get("summary", "")] for a in alerts]
        _out.table(args, ["name", "severity", "for", "evidence", "summary"], rows)
        for alert in alerts:
            _print_alert(args, alert)


def _print_alert(args: argparse.Namespace, alert: RuleDocument) -> None:
    print(f"\n  {_out.paint(args, alert.name, 'bold')}")
    print(textwrap.indent(_out.clean(alert.expr.strip()), "    "))
    for text in (alert.annotations.get("description", ""), *(f"{sentence}." for sentence in alert.evidence)):
        if text:
            print(textwrap.fill(_out.clean(text), 100, initial_indent="  ", subsequent_indent="  "))


def _print_recordings(args: argparse.Namespace, document: ExporterDocument) -> None:
    if document.recorded:
        _out.heading(args, _out.count(len(document.recorded), "recording"))
        rows = [
            [r.name, r.version, f"{r.target} {r.target_version}".strip(), r.date, str(r.families), r.flags]
            for r in document.recorded
        ]
        _out.table(args, ["name", "version", "target", "date", "families", "flags"], rows, right={4})


def _print_guide(args: argparse.Namespace, document: ExporterDocument) -> None:
    if document.guide.strip():
        _out.heading(args, "guide")
        print(textwrap.indent(_out.clean(document.guide.strip()), "  "))


PARTS = {
    "facts": _print_facts,
    "install": _print_install,
    "scrape": _print_scrape,
    "guide": _print_guide,
    "metrics": _print_metrics,
    "alerts": _print_rules,
    "recordings": _print_recordings,
}

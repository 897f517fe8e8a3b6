"""What a metric, an alert or a query means, from all recordings of the catalog.

It says which exporters expose each metric, since which version and under which flag, and which alerts and panels read
it. Exit code 1 when the catalog knows nothing of it.
"""

from __future__ import annotations

import argparse
import textwrap
from typing import TYPE_CHECKING

from exporterhub.cli import _catalogs, _out
from exporterhub.cli._options import add_catalog, add_json

if TYPE_CHECKING:
    from exporterhub.hub.documents import Explanation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The text."""
    parser.add_argument("text", metavar="TEXT", help="a metric's name, an alert's name, or a PromQL query")
    add_json(parser)
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Explain it."""
    from exporterhub.hub.documents import Explainer

    found = Explainer(_catalogs.load(args)).explain(args.text)
    if args.json:
        _out.print_json(found.model_dump(mode="json", by_alias=True))
    else:
        _print(args, found)
    return int(found.kind == "nothing")


def _print(args: argparse.Namespace, found: Explanation) -> None:
    if found.problem:
        _out.note(args, f"the catalog has no metric or alert of that name, and it is no query: {found.problem}")
    for alert in found.alerts:
        print(f"{_out.paint(args, alert.name, 'bold')}, an alert of {alert.exporter}")
        _wrapped(alert.rule.annotations.get("description", ""))
        print(textwrap.indent(_out.clean(alert.rule.expr.strip()), "    "))
        for sentence in alert.rule.evidence:
            _wrapped(f"{sentence}.")
    for metric in found.metrics:
        print(_out.paint(args, _out.clean(metric.metric), "bold"))
        _wrapped(metric.given)
        if not metric.exposed_by and not metric.given:
            near = f"; names like it: {', '.join(metric.nearest)}" if metric.nearest else ""
            _wrapped(f"no recording has it{near}")
        for one in metric.exposed_by:
            missing = f", not in {', '.join(one.missing)}" if one.missing else ""
            flags = f", only seen with {' or '.join(one.flags)}" if one.flags else ""
            _wrapped(f"{one.exporter}: {one.type}, since {one.since}{missing}{flags}. {_out.clean(one.help)}")
        if metric.given and len(metric.read_by) > 1:
            _wrapped(f"{len(metric.read_by)} alerts, rules and panels of the catalog read it (--json lists them)")
        elif metric.read_by:
            readers = [f"{one.name} ({one.kind} of {one.exporter})" for one in metric.read_by]
            _wrapped(f"read by {', '.join(readers)}")


def _wrapped(text: str) -> None:
    if text:
        print(textwrap.fill(_out.clean(text), 100, initial_indent="  ", subsequent_indent="    "))

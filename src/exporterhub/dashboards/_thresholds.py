"""The thresholds of a panel: those of the alerts it names."""

from __future__ import annotations

from typing import NamedTuple

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import PanelSpec
from exporterhub.promql import examine, normal_form

__all__ = ["Limit", "limits_of"]


class Limit(NamedTuple):
    """An alert's threshold: it fires where the value is ``op`` (``>``, ``>=``, ``<``, ``<=``, ``==``) ``value``."""

    alert: str
    severity: str
    op: str
    value: float


def limits_of(entry: Entry, panel: PanelSpec) -> list[Limit]:
    """The limits that can be drawn in the panel: of alerts that compare what the panel shows.

    An alert compares what the panel shows when the left side of its comparison reads the same metrics with the same
    functions as one of the panel's queries; other thresholds would be of another unit or another quantity.
    """
    shown = [_essence(query.expr) for query in panel.queries]
    found = []
    for rule in entry.alerts:
        threshold = examine(rule.expr).threshold
        if rule.name not in panel.alerts or threshold is None or threshold.op == "!=":
            continue
        left = rule.expr[: threshold.start].rstrip().removesuffix(threshold.op).rstrip()
        if _essence(left) in shown:
            found.append(Limit(rule.name, rule.labels.get("severity", ""), threshold.op, threshold.value))
    return sorted(found, key=lambda limit: limit.value)


def _essence(expr: str) -> tuple[object, ...]:
    """Metrics, label matchers and functions of a query, without windows, groupings and comparisons."""
    query = examine(expr)
    if query.problem is not None:
        return (normal_form(expr),)
    read = [(found.metric, sorted((m.label, m.op, m.value) for m in found.matchers)) for found in query.selectors]
    return read, sorted(use.name for use in query.functions if not use.aggregation)

"""The thresholds of a panel: those of the alerts it names."""

from __future__ import annotations

from typing import NamedTuple

from exporterhub.catalog import Entry, Rule
from exporterhub.dashboards._model import PanelSpec
from exporterhub.promql import examine, normal_form

__all__ = ["Limit", "limits_of"]

_SEVERITIES = {"critical": 2, "warning": 1}


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
        if rule.name in panel.alerts:
            limit = _limit(rule)
            if limit is not None and _essence(_left(rule, limit)) in shown:
                found.append(limit)
    return sorted(found, key=lambda limit: limit.value)


def _limit(rule: Rule) -> Limit | None:
    threshold = examine(rule.expr).threshold
    if threshold is None or threshold.op == "!=":
        return None
    return Limit(rule.name, rule.labels.get("severity", ""), threshold.op, threshold.value)


def _left(rule: Rule, limit: Limit) -> str:
    """The part of the query before the comparison."""
    threshold = examine(rule.expr).threshold
    if threshold is None:
        raise AssertionError("a limit has a threshold")
    before = rule.expr[: threshold.start].rstrip()
    return before.removesuffix(limit.op).rstrip()


def _essence(expr: str) -> tuple[object, ...]:
    """Metrics, label matchers and functions of a query, without windows, groupings and comparisons."""
    query = examine(expr)
    if query.problem is not None:
        return (normal_form(expr),)
    read = [(found.metric, sorted((m.label, m.op, m.value) for m in found.matchers)) for found in query.selectors]
    return read, sorted(use.name for use in query.functions if not use.aggregation)

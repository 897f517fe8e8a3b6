"""The unit fits what the metric's name says it is in, or the panel's description says why it does not."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import Dashboard
from exporterhub.dashboards.checks._panel import about
from exporterhub.errors import Finding
from exporterhub.promql import Call, Node, Selector, examine

_PLAIN = {
    "bytes": {"bytes"},
    "seconds": {"s", "dtdurations", "dateTimeFromNow"},
    "ratio": {"percentunit"},
    "celsius": {"celsius"},
}
_RATED = {"bytes": {"Bps", "bytes"}, "seconds": {"percentunit", "short", "s"}}
_RATES = frozenset(("rate", "irate", "increase"))


def check(entry: Entry, dashboard: Dashboard) -> Iterator[Finding]:
    """Finding ``panel/unit``: only where a query is one metric or one rate of it, all else may change the unit."""
    for panel in dashboard.panels:
        for query in panel.queries:
            wanted = _wanted(examine(query.expr).root)
            if wanted and panel.unit not in wanted[1] and not panel.description:
                yield about(entry, panel, "unit", "error", f"the unit {panel.unit!r} does not fit {wanted[0]}",
                            f"use {' or '.join(sorted(wanted[1]))}")  # fmt: skip


def _wanted(node: Node) -> tuple[str, set[str]] | None:
    rated = isinstance(node, Call) and node.name in _RATES
    if isinstance(node, Call) and rated and node.args:
        node = node.args[0]
    if not isinstance(node, Selector) or node.metric is None:
        return None
    word = node.metric.removesuffix("_total").rpartition("_")[2]
    units = (_RATED if rated else _PLAIN).get(word)
    return (node.metric, units) if units else None

"""`rate`, `increase` and `irate` are given counters only.

They take every fall of a value for a restart of the exporter. Of a gauge, which falls because it may, they
make a number that means nothing and is too large.

The type is the one that the exporter declares. Exporters do declare counters as gauges: where name or HELP
text say that the values only grow, the finding is of severity info.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding, Severity
from exporterhub.promql import Query

from ..._finding import finding
from ..._pages import Pages, Series

_FUNCTIONS = {"rate": "deriv", "increase": "delta", "irate": "idelta"}
_GROWS_BY_NAME = re.compile(r"_(total|count|sum|created)$")
_GROWS_BY_HELP = re.compile(
    r"\b(total|cumulative|accumulated|counter|count of|number of times|since (the )?(start|boot|last|stats)|so far)\b",
    re.IGNORECASE,
)


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each gauge whose rate is taken."""
    for window in query.ranges:
        if window.function not in _FUNCTIONS or window.subquery:
            continue
        for selector in window.selectors:
            series = pages.find(selector.metric) if selector.metric else None
            if series and series.types == {"gauge"}:
                severity, message, remedy = _verdict(series, window.function)
                yield finding(__name__, severity, message, remedy, rule=rule, offset=selector.name_start)


def _verdict(series: Series, function: str) -> tuple[Severity, str, str]:
    instead = _FUNCTIONS[function]
    if _grows(series):
        message = f"{series.name} is declared as a gauge, but seems to be a counter, as {function} needs"
        return "info", message, "Nothing to do if it only grows between restarts."
    message = f"{series.name} is a gauge, and {function} takes each fall of it for a restart"
    return "error", message, f"Use {instead}, or compare the gauge itself."


def _grows(series: Series) -> bool:
    by_name = _GROWS_BY_NAME.search(series.name)
    return bool(by_name) or any(_GROWS_BY_HELP.search(metric.help) for metric in series.metrics)

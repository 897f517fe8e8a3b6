"""An alert on a value that jumps waits before it fires.

A gauge read at one moment, a rate over less than five minutes, `up`, `absent`: one late scrape or one busy
second makes the condition true, and without `for` somebody is woken by it. With `for: 5m` it has to hold
all that time. `for: 0s` says that it is meant.

Nothing is said where the value cannot jump: windows of five minutes and more, counters of which any increase
counts, series that are new, ages, uptimes and expiry dates, and `_info` series.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Call, Node, Query, Selector, Subquery, constant, walk

from ..._duration import duration
from ..._finding import finding_of
from ..._pages import Pages
from ..._tree import is_comparison, new_series, outermost

_CALM_SECONDS = 300.0
_EVENTS = frozenset(("increase", "rate", "changes", "resets", "delta"))
_SLOW_NAME = re.compile(
    r"_info$|expir|not_after|not_before|timestamp|valid_until|build_date|_created$|boot_time|uptime|(^|_)age(_|$)"
)


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:  # noqa: ARG001
    """At most one finding."""
    if rule.kind != "alert" or rule.for_:
        return
    why = next(filter(None, (_noise(part) for part in outermost(query.root))), "")
    if why:
        remedy = "Add `for:`, for example `for: 5m`."
        yield finding_of(__name__, "warning", f"{rule.name} fires at once, on {why}", remedy, rule=rule, key="alert")


def _noise(part: Node) -> str:
    """What makes this part of an alert jump, empty where nothing does."""
    nodes = list(walk(part))
    calls = {node.name for node in nodes if isinstance(node, Call)}
    windows = [node for node in nodes if isinstance(node, Subquery) or (isinstance(node, Selector) and node.range)]
    selectors = [node for node in nodes if isinstance(node, Selector)]
    if (
        not selectors
        or new_series(part)
        or "time" in calls
        or all(_SLOW_NAME.search(node.metric or "") for node in selectors)
    ):
        return ""
    if not windows:
        return "the absence of a single scrape" if "absent" in calls else "the value of a single scrape"
    if calls & _EVENTS and is_comparison(part) and part.op in (">", "!=") and constant(part.rhs) == 0:
        return ""
    shortest = min(_seconds(node) for node in windows)
    return f"a window of {duration(shortest)}" if shortest < _CALM_SECONDS else ""


def _seconds(node: Subquery | Selector) -> float:
    return node.window.seconds if node.window else 0.0

"""A counter is read through `rate` or `increase`, not as it stands.

A counter says how often something has happened since the exporter, or the service, was started. Compared
with a threshold it keeps an alert firing until the next restart, and after one it is silent until the
number is reached again. `delta`, `idelta`, `deriv` and `predict_linear` do not know of restarts either.

Not meant are counters compared with their own past (`x - x offset 1h`, `x unless x offset 1h`), with 0 for
equality (it never happened), with the time (exporters do declare timestamps as counters), and those of which only the
existence counts (`count`, `group`, `absent`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Aggregation, Binary, Call, Node, Number, Query, Selector, Unary, constant, walk

from ..._finding import finding
from ..._pages import Pages
from ..._tree import bare, is_comparison, new_series

_BLIND = {"delta": "increase", "idelta": "irate", "deriv": "rate", "predict_linear": "rate"}
_KEEP_VALUE = frozenset(("sum", "avg", "min", "max", "topk", "bottomk", "quantile"))
_KEEP_VALUE_CALLS = frozenset(
    ("abs", "ceil", "floor", "round", "sort", "sort_desc", "label_replace", "label_join", "clamp_max", "clamp_min")
)
_TIME = re.compile(r"time(stamp)?(_|$)|_(created|epoch|date)(_|$)|_since_|_until_")


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each counter that is read as a gauge."""
    for window in query.ranges:
        if window.function in _BLIND and not window.subquery:
            for selector in window.selectors:
                if _is_counter(selector, pages):
                    instead = _BLIND[window.function]
                    message = f"{selector.metric} is a counter, and {window.function} does not know of restarts"
                    yield finding(__name__, "error", message, f"Use {instead}.", rule=rule, offset=selector.name_start)
    if rule.kind == "alert":
        yield from _compared(rule, query, pages)


def _compared(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    for node in walk(query.root):
        if not is_comparison(node) or node.return_bool:
            continue
        value = constant(node.rhs)
        if value is None or (node.op in ("==", "!=") and value == 0):
            continue
        for selector in _raw(node.lhs):
            if _is_counter(selector, pages) and selector.metric not in new_series(node.lhs):
                message = f"{selector.metric} is a counter: it stays beyond {value:g} until the next restart"
                remedy = f"Compare what was added: increase({query.text[selector.start : selector.body_end]}[5m])."
                yield finding(__name__, "warning", message, remedy, rule=rule, offset=selector.name_start)


def _raw(node: Node) -> Iterator[Selector]:
    """The selectors whose values come through as they stand."""
    node = bare(node)
    if isinstance(node, Selector):
        if node.range is None and not node.offset:
            yield node
    elif isinstance(node, Unary) or (isinstance(node, Aggregation) and node.name in _KEEP_VALUE):
        yield from _raw(node.expr)
    elif isinstance(node, Call) and node.name in _KEEP_VALUE_CALLS:
        yield from _raw(node.args[0])
    elif isinstance(node, Binary):
        yield from _raw_of_binary(node)


def _raw_of_binary(node: Binary) -> Iterator[Selector]:
    if node.op in ("and", "unless") or is_comparison(node):
        yield from _raw(node.lhs)
    elif node.op in ("+", "*", "/", "or"):
        sides = [side for side in (node.lhs, node.rhs) if not isinstance(bare(side), Number)]
        if node.op == "/" and len(sides) == 2:
            # A ratio of two counters is the average since the start: slow, but it does not grow for ever.
            return
        for side in sides:
            yield from _raw(side)


def _is_counter(selector: Selector, pages: Pages) -> bool:
    name = selector.metric
    series = pages.find(name) if name else None
    return series is not None and series.types == {"counter"} and not _TIME.search(series.name)

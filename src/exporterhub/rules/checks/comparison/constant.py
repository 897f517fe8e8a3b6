"""A comparison can be true, and can be false.

`count(x) == 0` never holds: where nothing is counted there is no result at all. `rate(x[5m]) < 0` never
holds, `up >= 0` always does. The first kind of alert never fires; the second fires whenever the metric
exists.

What values can be is known from functions (`count`, `absent`, `rate`, `hour`, ...), from types (a counter
does not fall below 0, a state set is 0 or 1), from comparisons further inside, and for gauges whose HELP
text says that they are 0 or 1. `absent(x) == 1` and `count(x) > 0` always hold too, but say what is meant:
the alert fires when there is a result.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Aggregation, Binary, Call, Node, Query, constant, walk

from ..._bounds import Bounds, bounds, holds
from ..._finding import finding
from ..._pages import Pages
from ..._tree import bare, conditions, is_comparison, outermost, same_text

_EXISTENCE = frozenset(
    ("absent", "absent_over_time", "count", "group", "count_values", "present_over_time", "count_over_time")
)
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ABSENCE = "Where there is nothing to count there is no result: use absent(...) for that."


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each comparison whose outcome is known before anything is scraped."""
    decisive = {id(node) for node in outermost(query.root)} if rule.kind == "alert" else set()
    for node in walk(query.root):
        if not is_comparison(node) or node.return_bool:
            continue
        found = _sides(node)
        if found is None:
            continue
        inner, op, value = found
        of = bounds(inner, pages)
        verdict = holds(op, of, value)
        if verdict is False:
            message = f"this comparison is never true: the value on its other side is {_words(of)}"
            remedy = _ABSENCE if op == "==" and value == 0 and _counts(inner) else ""
            yield finding(__name__, "error", message, remedy, rule=rule, offset=node.op_start)
        elif verdict and id(node) in decisive and not _exists(inner):
            message = f"this comparison is always true: the value on its other side is {_words(of)}"
            yield finding(
                __name__,
                "warning",
                message,
                "The alert fires as long as there is a value.",
                rule=rule,
                offset=node.op_start,
            )
    yield from _contradictions(rule, query)


def _sides(node: Binary) -> tuple[Node, str, float] | None:
    """The side that is no number, the operator as seen from it, and the number."""
    right, left = constant(node.rhs), constant(node.lhs)
    if (right is None) == (left is None):
        return None
    if right is not None:
        return node.lhs, node.op, right
    return node.rhs, _FLIPPED.get(node.op, node.op), left or 0.0


def _exists(node: Node) -> bool:
    node = bare(node)
    return isinstance(node, (Aggregation, Call)) and node.name in _EXISTENCE


def _counts(node: Node) -> bool:
    node = bare(node)
    return isinstance(node, (Aggregation, Call)) and node.name.startswith("count")


def _words(of: Bounds) -> str:
    low, high = of
    if low == high:
        return f"always {low:g}"
    if high == float("inf"):
        return f"at least {low:g}"
    return f"at most {high:g}" if low == -float("inf") else f"from {low:g} to {high:g}"


def _contradictions(rule: Rule, query: Query) -> Iterator[Finding]:
    """``x > 5 and x < 3``: each can be true, both cannot."""
    seen: list[tuple[Node, str, float]] = []
    for node in conditions(query.root):
        found = _sides(node) if is_comparison(node) and not node.return_bool else None
        if found is None or not is_comparison(node):
            continue
        inner, op, value = found
        for other, other_op, other_value in seen:
            if same_text(query.text, inner, other) and _exclude((op, value), (other_op, other_value)):
                message = f"this and the comparison with {other_value:g} before it are never true at once"
                yield finding(__name__, "error", message, rule=rule, offset=node.op_start)
                break
        seen.append((inner, op, value))


def _exclude(a: tuple[str, float], b: tuple[str, float]) -> bool:
    """Whether no number fits both comparisons."""
    for (op, value), (other_op, other_value) in ((a, b), (b, a)):
        if op == "==" and other_op == "==":
            return value != other_value
        if op == "==":
            return holds(other_op, Bounds(value, value), other_value) is False
        low = value if op in (">", ">=") else None
        if low is not None and other_op in ("<", "<="):
            return other_value < low or (other_value == low and (op, other_op) != (">=", "<="))
    return False

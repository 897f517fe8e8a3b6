"""Between which numbers the value of a part of a query can lie, whatever is scraped.

What is known: counters do not fall below 0, `count` gives at least 1, `up` is 0 or 1, `minute()` is from 0 to
59, and a comparison lets through only what it says. Everything else is unbounded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from exporterhub.promql import Aggregation, Binary, Call, Node, Selector, Subquery, Unary, constant

from ._pages import Pages, Series
from ._tree import COMPARISONS, bare

__all__ = ["Bounds", "bounds", "holds"]

INF = math.inf


class Bounds(NamedTuple):
    """From ``low`` to ``high``, both included."""

    low: float = -INF
    high: float = INF


ANY = Bounds()
POSITIVE = Bounds(0.0)
COUNT = Bounds(1.0)
ONE = Bounds(1.0, 1.0)
FLAG = Bounds(0.0, 1.0)

_CALLS = {
    **dict.fromkeys(("rate", "increase", "irate", "changes", "resets", "timestamp", "time", "abs", "sqrt"), POSITIVE),
    **dict.fromkeys(("stddev_over_time", "stdvar_over_time", "mad_over_time", "exp"), POSITIVE),
    **dict.fromkeys(("histogram_count", "histogram_stddev", "histogram_stdvar"), POSITIVE),
    **dict.fromkeys(("absent", "absent_over_time", "present_over_time"), ONE),
    "count_over_time": COUNT,
    "sgn": Bounds(-1.0, 1.0),
    "sin": Bounds(-1.0, 1.0),
    "cos": Bounds(-1.0, 1.0),
    "histogram_fraction": FLAG,
    "minute": Bounds(0.0, 59.0),
    "hour": Bounds(0.0, 23.0),
    "day_of_week": Bounds(0.0, 6.0),
    "day_of_month": COUNT._replace(high=31.0),
    "day_of_year": COUNT._replace(high=366.0),
    "days_in_month": Bounds(28.0, 31.0),
    "month": COUNT._replace(high=12.0),
}
_SAME_WORDS = """
avg_over_time min_over_time max_over_time last_over_time first_over_time sort sort_desc sort_by_label
sort_by_label_desc label_replace label_join vector scalar info
"""
_SAME = frozenset(_SAME_WORDS.split())
_SAME_SECOND = frozenset(("quantile_over_time",))
_SUMS = frozenset(("sum_over_time",))
_AGGREGATIONS_SAME = frozenset(("avg", "min", "max", "topk", "bottomk", "quantile", "limitk", "limit_ratio"))
_FLAG_HELP = re.compile(r"\b(whether|1 (if|for|=|when|means|is)|1=|0 or 1|boolean)", re.IGNORECASE)


def holds(op: str, of: Bounds, value: float) -> bool | None:
    """Whether a number between the bounds compares with ``value`` always (True), never (False) or now and then."""
    low, high = of
    verdicts = {
        ">": (low > value, high <= value),
        ">=": (low >= value, high < value),
        "<": (high < value, low >= value),
        "<=": (high <= value, low > value),
        "==": (low == high == value, not low <= value <= high),
        "!=": (not low <= value <= high, low == high == value),
    }
    always, never = verdicts[op]
    return True if always else False if never else None


def bounds(node: Node, pages: Pages) -> Bounds:
    """Where the value of ``node`` can lie."""
    node = bare(node)
    fixed = constant(node)
    if fixed is not None:
        return Bounds(fixed, fixed)
    if isinstance(node, Subquery):
        return bounds(node.expr, pages)
    if isinstance(node, Selector):
        return _selector(node, pages)
    if isinstance(node, Unary):
        inner = bounds(node.expr, pages)
        return Bounds(-inner.high, -inner.low) if node.op == "-" else inner
    if isinstance(node, Aggregation):
        return _aggregation(node, pages)
    if isinstance(node, Call):
        return _call(node, pages)
    return _binary(node, pages) if isinstance(node, Binary) else ANY


def _selector(node: Selector, pages: Pages) -> Bounds:
    if node.metric is None:
        return ANY
    if node.metric == "up":
        return FLAG
    series = pages.find(node.metric)
    if series is None or not series.metrics:
        return POSITIVE if node.metric.endswith(("_total", "_bucket")) else ANY
    if series.types == {"counter"} or (node.metric.endswith(("_bucket", "_count")) and _is_histogram(series)):
        return POSITIVE
    if series.types == {"stateset"} or _is_flag(series):
        return FLAG
    return ONE if series.types == {"info"} else ANY


def _is_histogram(series: Series) -> bool:
    return series.types <= {"histogram", "summary"}


def _is_flag(series: Series) -> bool:
    """The HELP text says that it is 0 or 1, and so it always was."""
    said = all(_FLAG_HELP.search(metric.help) for metric in series.metrics)
    return said and all(value in (0, 1) for metric in series.metrics for _, value in metric.rows)


def _aggregation(node: Aggregation, pages: Pages) -> Bounds:
    if node.name in ("count", "count_values"):
        return COUNT
    if node.name == "group":
        return ONE
    if node.name in ("stddev", "stdvar"):
        return POSITIVE
    inner = bounds(node.expr, pages)
    if node.name in _AGGREGATIONS_SAME:
        return inner
    return _summed(inner) if node.name == "sum" else ANY


def _summed(inner: Bounds) -> Bounds:
    return Bounds(inner.low if inner.low >= 0 else -INF, inner.high if inner.high <= 0 else INF)


def _call(node: Call, pages: Pages) -> Bounds:
    if node.name in _CALLS:
        return _CALLS[node.name]
    if node.name in _SAME or node.name in _SUMS:
        inner = bounds(node.args[0], pages)
        return _summed(inner) if node.name in _SUMS else inner
    if node.name in _SAME_SECOND:
        return bounds(node.args[1], pages)
    if node.name in ("ceil", "floor", "round") and len(node.args) == 1:
        inner = bounds(node.args[0], pages)
        return Bounds(_whole(inner.low, math.floor), _whole(inner.high, math.ceil))
    return _clamped(node, pages) if node.name.startswith("clamp") else ANY


def _whole(value: float, function: object) -> float:
    return value if math.isinf(value) or not callable(function) else float(function(value))


def _clamped(node: Call, pages: Pages) -> Bounds:
    low, high = bounds(node.args[0], pages)
    limits: Sequence[float | None] = [constant(arg) for arg in node.args[1:]]
    if node.name == "clamp":
        least, most = limits
    else:
        least, most = (limits[0], None) if node.name == "clamp_min" else (None, limits[0])
    if least is not None:
        low, high = max(low, least), max(high, least)
    if most is not None:
        low, high = min(low, most), min(high, most)
    return Bounds(low, high)


def _binary(node: Binary, pages: Pages) -> Bounds:
    if node.op in COMPARISONS:
        return FLAG if node.return_bool else _filtered(node, pages)
    left = bounds(node.lhs, pages)
    if node.op in ("and", "unless"):
        return left
    right = bounds(node.rhs, pages)
    if node.op == "or":
        return Bounds(min(left.low, right.low), max(left.high, right.high))
    return _computed(node.op, left, right)


def _filtered(node: Binary, pages: Pages) -> Bounds:
    """What a comparison lets through is the value of its left side (of its right one where the left is a number)."""
    left, right = bounds(node.lhs, pages), bounds(node.rhs, pages)
    if constant(node.lhs) is not None:
        return right
    limit = constant(node.rhs)
    if limit is None:
        return left
    if node.op in (">", ">="):
        return Bounds(max(left.low, limit), max(left.high, limit))
    if node.op in ("<", "<="):
        return Bounds(min(left.low, limit), min(left.high, limit))
    return Bounds(limit, limit) if node.op == "==" else left


def _computed(op: str, a: Bounds, b: Bounds) -> Bounds:
    if op in ("+", "-"):
        least, most = (b.low, b.high) if op == "+" else (-b.high, -b.low)
        found = Bounds(a.low + least, a.high + most)
        return ANY if any(map(math.isnan, found)) else found
    if op == "*":
        products = [_product(x, y) for x in a for y in b]
        return Bounds(min(products), max(products))
    if op == "/" and b.low == b.high and b.low not in (0.0, INF, -INF):
        quotients = [x / b.low for x in a]
        return Bounds(min(quotients), max(quotients))
    if op == "/" and a.low >= 0 and b.low >= 0:
        return POSITIVE
    return ANY


def _product(x: float, y: float) -> float:
    return 0.0 if 0 in (x, y) else x * y

"""The unit of a part of a query, by names, declared units and HELP texts of what it reads.

Units are words: ``bytes``, ``seconds``, ``milliseconds``, ``timestamp`` (seconds since 1970), ``ratio``,
``percent``, ``count``; ``bytes/s`` is a rate. Empty where it cannot be told.
"""

from __future__ import annotations

import re

from exporterhub.promql import Aggregation, Binary, Call, Node, Selector, Subquery, Unary, constant

from ._pages import Pages, Series
from ._tree import COMPARISONS, bare

__all__ = ["unit_of"]

_SUFFIXES = {
    "bytes": ("bytes", "byte"),
    "seconds": ("seconds", "second", "secs"),
    "milliseconds": ("milliseconds", "millis", "ms", "msec", "msecs"),
    "microseconds": ("microseconds", "us", "usec", "usecs", "micros"),
    "nanoseconds": ("nanoseconds", "ns", "nanos"),
    "ratio": ("ratio",),
    "percent": ("percent", "percentage", "pct"),
    "celsius": ("celsius",),
}
_BY_SUFFIX = {suffix: unit for unit, suffixes in _SUFFIXES.items() for suffix in suffixes}
_TAILS = re.compile(r"_(total|sum|max|min|avg|mean|current|p\d+)$")
_TIMESTAMP = re.compile(r"_timestamp|_time_seconds$|_date_seconds$|not_(after|before)|expir\w*_seconds$|_created$")
_HELP = re.compile(
    r"\b(?:in|as) (bytes|seconds|milliseconds|microseconds|nanoseconds|percent|percentage)\b", re.IGNORECASE
)
_SAME_WORDS = """
avg_over_time min_over_time max_over_time last_over_time first_over_time sum_over_time stddev_over_time increase
delta idelta predict_linear abs ceil floor round sort sort_desc label_replace label_join clamp clamp_max
clamp_min scalar double_exponential_smoothing
"""
_SAME = frozenset(_SAME_WORDS.split())
_RATES = frozenset(("rate", "irate", "deriv"))
_KEEP = frozenset(("sum", "avg", "min", "max", "topk", "bottomk", "quantile", "stddev", "limitk"))
_SCALED = {
    ("ratio", 100.0): "percent",
    ("seconds", 1000.0): "milliseconds",
    ("timestamp", 1000.0): "timestamp in milliseconds",
    ("percent", 0.01): "ratio",
    ("milliseconds", 0.001): "seconds",
    ("timestamp in milliseconds", 0.001): "timestamp",
}
_MILLISECONDS_SINCE_1970 = 1e11


def unit_of(node: Node, pages: Pages) -> str:
    """The unit of the value of ``node``."""
    node = bare(node)
    if isinstance(node, Selector):
        return _series_unit(node.metric or "", pages)
    if isinstance(node, (Unary, Subquery)):
        return unit_of(node.expr, pages)
    if isinstance(node, Aggregation):
        if node.name in ("count", "count_values", "group"):
            return "count"
        return unit_of(node.expr, pages) if node.name in _KEEP else ""
    if isinstance(node, Call):
        return _call_unit(node, pages)
    return _binary_unit(node, pages) if isinstance(node, Binary) else ""


def _series_unit(name: str, pages: Pages) -> str:
    series = pages.find(name) if name else None
    if name.endswith(("_bucket", "_count")):
        return "count"
    if _TIMESTAMP.search(name):
        return _timestamp(name, series)
    unit = _by_name(name) or _declared(series)
    if not unit:
        return "count" if name.endswith("_total") else ""
    return _timestamp(name, series) if unit in ("seconds", "milliseconds") and _huge(series) else unit


def _timestamp(name: str, series: Series | None) -> str:
    if _by_name(name) == "milliseconds" or _huge(series):
        return "timestamp in milliseconds"
    return "timestamp"


def _huge(series: Series | None) -> bool:
    """Whether the recorded values are milliseconds since 1970: none is a number of seconds that anybody measures."""
    values = [value for metric in series.metrics for _, value in metric.rows if value] if series else []
    return bool(values) and all(_MILLISECONDS_SINCE_1970 < value < 1e14 for value in values)


def _by_name(name: str) -> str:
    name = _TAILS.sub("", name)
    return _BY_SUFFIX.get(name.rpartition("_")[2], "") if "_per_" not in name else ""


def _declared(series: Series | None) -> str:
    if series is None:
        return ""
    found = {_BY_SUFFIX.get(metric.unit, "") or _from_help(metric.help) for metric in series.metrics}
    return found.pop() if len(found) == 1 else ""


def _from_help(text: str) -> str:
    found = {word.lower() for word in _HELP.findall(text)}
    return _BY_SUFFIX[found.pop()] if len(found) == 1 else ""


def _call_unit(node: Call, pages: Pages) -> str:
    if node.name == "time":
        return "timestamp"
    if node.name == "timestamp":
        return "timestamp"
    if node.name in _SAME:
        return unit_of(node.args[0], pages)
    if node.name in _RATES:
        inner = unit_of(node.args[0], pages)
        return f"{inner}/s" if inner else ""
    if node.name == "quantile_over_time":
        return unit_of(node.args[1], pages)
    return _quantile_unit(node.args[-1], pages) if node.name == "histogram_quantile" else ""


def _quantile_unit(node: Node, pages: Pages) -> str:
    from exporterhub.promql import walk

    names = [inner.metric for inner in walk(node) if isinstance(inner, Selector) and inner.metric]
    units = {_series_unit(name.removesuffix("_bucket"), pages) for name in names}
    return units.pop() if len(units) == 1 else ""


def _binary_unit(node: Binary, pages: Pages) -> str:
    left, right = unit_of(node.lhs, pages), unit_of(node.rhs, pages)
    if node.op in COMPARISONS:
        return "" if node.return_bool else left or right
    if node.op in ("and", "unless"):
        return left
    if node.op in ("+", "-", "or"):
        return _added(node, left, right)
    factor = constant(node.rhs)
    if node.op in ("*", "/") and factor is not None:
        return _scaled(left, factor if node.op == "*" else 1 / factor if factor else 0.0)
    if node.op == "*" and (factor := constant(node.lhs)) is not None:
        return _scaled(right, factor)
    return _divided(left, right) if node.op == "/" else ""


def _added(node: Binary, left: str, right: str) -> str:
    if constant(node.rhs) is not None or constant(node.lhs) is not None:
        return left or right
    if node.op == "-" and left == right == "timestamp":
        return "seconds"
    if node.op == "-" and left == right == "timestamp in milliseconds":
        return "milliseconds"
    return left if left == right else ""


def _scaled(unit: str, factor: float) -> str:
    if factor == 1:
        return unit
    return next((to for (of, by), to in _SCALED.items() if of == unit and abs(by - factor) < 1e-9 * by), "")


def _divided(left: str, right: str) -> str:
    if not left or not right:
        return ""
    if left == right:
        return "ratio"
    a, b = left.removesuffix("/s"), right.removesuffix("/s")
    return a if b == "count" and left.endswith("/s") == right.endswith("/s") else ""

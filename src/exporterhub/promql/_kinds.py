"""What kind of value a part of a query has, and its functions (Prometheus, querying/functions)."""

from __future__ import annotations

from typing import Literal

from ._nodes import Aggregation, Binary, Call, Node, Number, Paren, Selector, String, Subquery, Unary

__all__ = ["FUNCTIONS", "KEEP_NAME", "ValueKind", "kind"]

ValueKind = Literal["scalar", "vector", "matrix", "string"]

_NAMES = """
abs acos acosh asin asinh atan atanh ceil clamp clamp_max clamp_min cos cosh deg exp floor ln log10 log2 rad
round sgn sin sinh sqrt tan tanh
absent_over_time avg_over_time count_over_time first_over_time last_over_time mad_over_time max_over_time
min_over_time present_over_time quantile_over_time stddev_over_time stdvar_over_time sum_over_time
ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time
changes delta deriv double_exponential_smoothing idelta increase irate predict_linear rate resets
day_of_month day_of_week day_of_year days_in_month hour minute month year timestamp
histogram_avg histogram_count histogram_fraction histogram_quantile histogram_quantiles histogram_stddev
histogram_stdvar histogram_sum
absent info label_join label_replace pi scalar sort sort_by_label sort_by_label_desc sort_desc time vector
"""
FUNCTIONS = sorted(_NAMES.split())
_SCALARS = frozenset(("time", "pi", "scalar"))
_KEEP_NAME = """
sort sort_desc sort_by_label sort_by_label_desc last_over_time first_over_time label_replace label_join info
"""
# All other functions take the metric's name away.
KEEP_NAME = frozenset(_KEEP_NAME.split())


def kind(node: Node) -> ValueKind:
    """The kind of value that ``node`` has."""
    while isinstance(node, (Paren, Unary)):
        node = node.expr
    if isinstance(node, Number):
        return "scalar"
    if isinstance(node, String):
        return "string"
    if isinstance(node, Selector):
        return "vector" if node.range is None else "matrix"
    if isinstance(node, Subquery):
        return "matrix"
    if isinstance(node, Call):
        return "scalar" if node.name in _SCALARS else "vector"
    if isinstance(node, Aggregation):
        return "vector"
    return _binary_kind(node)


def _binary_kind(node: Binary) -> ValueKind:
    # Not recursive on the left: a chain of operators is as deep as it is long.
    current: Node = node
    while isinstance(current, Binary):
        if kind(current.rhs) != "scalar":
            return "vector"
        current = current.lhs
        while isinstance(current, (Paren, Unary)):
            current = current.expr
    return "scalar" if kind(current) == "scalar" else "vector"

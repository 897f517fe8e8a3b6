"""A threshold has the size that the unit of its value calls for.

Told of are numbers that only fit another unit: bytes compared with 0.9 or 80 (a ratio or a percentage was
meant), a ratio with 80 (a percentage), a percentage with 0.9 (a ratio), a latency in seconds with 500
(milliseconds), milliseconds with 0.5 (seconds).

Units come from names, OpenMetrics UNIT and HELP texts, and are followed through functions and operators:
bytes divided by bytes are a ratio, a ratio times 100 is a percentage, the rate of `_seconds_sum` divided by
that of `_count` is a latency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Binary, Call, Node, Query, Selector, constant, walk

from ..._finding import finding
from ..._pages import Pages
from ..._tree import bare, is_comparison
from ..._units import unit_of

_WHOLE = re.compile(r"(^|_)(total|size|max|maximum|limit|capacity|available|quota)(_|$)|(^|_)max[a-z]*")
_LATENCY = re.compile(r"latency|duration|response_time|request_time|rtt|delay|elapsed")


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each comparison with a number that only fits another unit."""
    for node in walk(query.root):
        if not is_comparison(node) or node.return_bool:
            continue
        value = constant(node.rhs)
        side = node.lhs
        if value is None:
            value, side = constant(node.lhs), node.rhs
        if value is None or value == 0 or node.op in ("==", "!="):
            continue
        unit = unit_of(side, pages)
        said = _verdict(unit, value, bare(side), pages)
        if said:
            message, remedy = said
            yield finding(__name__, "warning", message, remedy, rule=rule, offset=node.op_start)


def _verdict(unit: str, value: float, side: Node, pages: Pages) -> tuple[str, str] | None:
    shown = f"{value:g}"
    if unit == "bytes" and 0 < value <= 1:
        return f"bytes are compared with {shown}, which looks like a ratio", "Divide by the size that they are part of."
    if unit == "bytes" and value <= 100:
        return f"bytes are compared with {shown}, which looks like a percentage", "Divide by the size, times 100."
    if unit == "ratio" and 2 < value <= 100 and _is_part(side, pages):
        return f"a ratio, at most 1, is compared with {shown}", f"Did you mean {value / 100:g}?"
    if unit == "percent" and 0.5 <= value < 1:
        return f"a percentage is compared with {shown}, which looks like a ratio", f"Did you mean {value * 100:g}?"
    if unit == "seconds" and value >= 100 and value % 60 and _is_latency(side):
        remedy = f"Did you mean {value / 1000:g}?"
        return f"a latency in seconds is compared with {shown}, which looks like milliseconds", remedy
    if unit == "milliseconds" and 0 < value < 1:
        return f"milliseconds are compared with {shown}, which looks like seconds", f"Did you mean {value * 1000:g}?"
    return None


def _is_part(side: Node, pages: Pages) -> bool:
    """Whether the ratio is one of a part to a whole, so that it cannot be far above 1."""
    if isinstance(side, Selector):
        series = pages.find(side.metric or "")
        values = [value for metric in series.metrics for _, value in metric.rows] if series else []
        return bool(values) and all(0 <= found <= 1 for found in values)
    if isinstance(side, Binary) and side.op == "/":
        return any(isinstance(node, Selector) and _WHOLE.search(node.metric or "") for node in walk(side.rhs))
    return False


def _is_latency(side: Node) -> bool:
    if isinstance(side, Call) and side.name == "histogram_quantile":
        return True
    names = [node.metric or "" for node in walk(side) if isinstance(node, Selector)]
    averaged = isinstance(side, Binary) and side.op == "/"
    return averaged or any(_LATENCY.search(name) for name in names)

"""What is added, subtracted or compared has one unit.

`used_bytes - limit_kilobytes`, `latency_seconds > limit_ms`, `time() - last_run_ms`: numbers of different
units give a number of none. Units come from names (`_seconds`, `_bytes`), from OpenMetrics UNIT, from HELP
texts that say "in milliseconds", and from values: a gauge of 1.7e12 is a time in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query, constant, walk

from ..._finding import finding
from ..._pages import Pages
from ..._tree import COMPARISONS
from ..._units import unit_of

_ADDING = COMPARISONS | {"+", "-"}
# A number of things may be compared with anything; an age and a moment are both called seconds.
_LOOSE = frozenset(("", "count", "count/s"))
_AKIN = ({"seconds", "timestamp"}, {"ratio", "seconds/s"}, {"milliseconds", "timestamp in milliseconds"})
_TO_SECONDS = "Divide by 1000 what is in milliseconds."


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each operator between two units."""
    from exporterhub.promql import Binary

    for node in walk(query.root):
        if not isinstance(node, Binary) or node.op not in _ADDING:
            continue
        if constant(node.lhs) is not None or constant(node.rhs) is not None:
            continue
        left, right = unit_of(node.lhs, pages), unit_of(node.rhs, pages)
        if left == right or left in _LOOSE or right in _LOOSE or {left, right} in _AKIN:
            continue
        message = f"`{node.op}` has {_words(left)} on its left and {_words(right)} on its right"
        remedy = _TO_SECONDS if "milliseconds" in left + right else ""
        yield finding(__name__, "error", message, remedy, rule=rule, offset=node.op_start)


def _words(unit: str) -> str:
    return {"ratio": "a ratio", "timestamp": "a time", "timestamp in milliseconds": "a time in milliseconds"}.get(
        unit, unit
    )

"""A function is exchanged for one that is easily taken for it.

`rate` and `increase` differ by a factor, which a comparison with 0 does not see: they are left alone there.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.promql import Aggregation, Call, Node, Query, constant, walk

from ..._tree import is_comparison
from .._mutant import Mutant, edited

_EXCHANGED = {
    "rate": "increase",
    "increase": "rate",
    "irate": "increase",
    "delta": "deriv",
    "deriv": "delta",
    "idelta": "delta",
    "changes": "resets",
    "resets": "changes",
    "avg_over_time": "max_over_time",
    "max_over_time": "min_over_time",
    "min_over_time": "max_over_time",
    "sum_over_time": "avg_over_time",
    "sum": "avg",
    "avg": "max",
    "max": "min",
    "min": "max",
    "count": "sum",
}
_BY_A_FACTOR = frozenset(("rate", "increase", "irate"))


def mutate(rule: Rule, query: Query) -> Iterator[Mutant | None]:
    """One mutant for each function that has a like."""
    unseen = set(_compared_with_zero(query.root))
    for node in walk(query.root):
        if isinstance(node, (Call, Aggregation)) and node.name in _EXCHANGED:
            if node.name in _BY_A_FACTOR and id(node) in unseen:
                continue
            other = _EXCHANGED[node.name]
            yield edited(rule, f"{node.name} becomes {other}", node.start, node.name_end, other)


def _compared_with_zero(root: Node) -> Iterator[int]:
    for node in walk(root):
        if is_comparison(node) and 0 in (constant(node.lhs), constant(node.rhs)):
            yield from (id(inner) for inner in walk(node))

"""A comparison is turned round: ``>`` becomes ``<``, ``==`` becomes ``!=``."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.promql import Query, walk

from ..._tree import is_comparison
from .._mutant import Mutant, edited

_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "!=", "!=": "=="}


def mutate(rule: Rule, query: Query) -> Iterator[Mutant | None]:
    """One mutant for each comparison."""
    for node in walk(query.root):
        if is_comparison(node):
            turned = _TURNED[node.op]
            yield edited(rule, f"`{node.op}` becomes `{turned}`", node.op_start, node.op_end, turned)

"""A threshold becomes ten times as large, and a tenth.

A threshold is the number on one side of a comparison; where both sides are vectors, the number that one of them is
multiplied with or divided by. 0 stays 0, so it is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.promql import Binary, Node, Query, constant, walk

from ..._tree import bare, is_comparison
from .._mutant import Mutant, edited


def mutate(rule: Rule, query: Query) -> Iterator[Mutant | None]:
    """Two mutants for each threshold."""
    for node in walk(query.root):
        if is_comparison(node):
            for number in _thresholds(node):
                text = query.text[number.start : number.end]
                for factor in ("* 10", "/ 10"):
                    yield edited(
                        rule, f"{text} becomes {text} {factor}", number.start, number.end, f"({text} {factor})"
                    )


def _thresholds(node: Binary) -> Iterator[Node]:
    sides = [side for side in (node.lhs, node.rhs) if constant(side) is not None]
    numbers = sides or [factor for side in (node.lhs, node.rhs) for factor in _factors(side)]
    yield from (number for number in numbers if constant(number))


def _factors(side: Node) -> Iterator[Node]:
    side = bare(side)
    if isinstance(side, Binary) and side.op in ("*", "/"):
        yield from (part for part in (side.lhs, side.rhs) if constant(part) is not None)

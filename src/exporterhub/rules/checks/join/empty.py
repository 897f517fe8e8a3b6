"""Some series of both sides of an operator have the same labels, and so find each other.

Prometheus joins two vectors label by label: `a / b` has a result only where a series of `a` and one of `b`
carry the same labels with the same values, all of them, or those named by `on`. Where one side always has
a label that the other never has nothing matches, and the alert is silent for ever.

Error: the label names differ. Warning: they agree, but in no recording the values do. The labels are
computed for both sides, through functions, aggregations and inner joins, from the series that were
recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Binary, Query, walk

from ..._finding import finding
from ..._near import listed
from ..._pages import Pages
from ..._rows import Labels, Rows, rows_of, signature
from ..._tree import is_join

_SEVERAL = 3


class _Sides(NamedTuple):
    left: Rows
    right: Rows


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each operator whose sides never match."""
    for node in walk(query.root):
        if not is_join(node) or node.op == "or":
            continue
        sides = [found for page in pages.pages if (found := _sides(node, pages.single[page.name]))]
        if not sides or any(_meet(node, one) for one in sides):
            continue
        yield from _verdict(rule, node, sides)


def _sides(node: Binary, pages: Pages) -> _Sides | None:
    (page,) = pages.pages
    left, right = rows_of(node.lhs, page, pages), rows_of(node.rhs, page, pages)
    return _Sides(left, right) if left and right and left.sets and right.sets else None


def _meet(node: Binary, sides: _Sides) -> bool:
    left = {signature(labels, node.matching) for labels in sides.left.sets}
    return any(signature(labels, node.matching) in left for labels in sides.right.sets)


def _verdict(rule: Rule, node: Binary, sides: list[_Sides]) -> Iterator[Finding]:
    left = _always(node, [row for one in sides for row in one.left.sets])
    right = _always(node, [row for one in sides for row in one.right.sets])
    only_left = left - _ever(node, [row for one in sides for row in one.right.sets])
    only_right = right - _ever(node, [row for one in sides for row in one.left.sets])
    effect = "takes nothing away" if node.op == "unless" else "has no result"
    if only_left or only_right:
        parts = [
            f"{listed(names)} only on the {side}"
            for names, side in ((only_left, "left"), (only_right, "right"))
            if names
        ]
        message = f"`{node.op}` {effect}: the labels differ, {' and '.join(parts)}"
        yield finding(__name__, "error", message, _remedy(node, only_left, only_right), rule=rule, offset=node.op_start)
    elif node.op != "unless" and _telling(sides):
        a, b = (_shown(node, rows.sets[0]) for rows in sides[0])
        message = f"`{node.op}` {effect} in any recording: no labels agree, as in {a} and {b}"
        yield finding(__name__, "warning", message, rule=rule, offset=node.op_start)


def _telling(sides: list[_Sides]) -> bool:
    """Whether that no values agree is more than chance: nothing was trimmed, and there were several on both sides."""
    whole = all(one.left.complete and one.right.complete for one in sides)
    return whole and any(min(len(one.left.sets), len(one.right.sets)) >= _SEVERAL for one in sides)


def _names(node: Binary, labels: Labels) -> set[str]:
    return {name for name, _ in signature(labels, node.matching)}


def _always(node: Binary, rows: list[Labels]) -> set[str]:
    return set.intersection(*(_names(node, labels) for labels in rows))


def _ever(node: Binary, rows: list[Labels]) -> set[str]:
    return set.union(*(_names(node, labels) for labels in rows))


def _remedy(node: Binary, only_left: set[str], only_right: set[str]) -> str:
    differing = listed(only_left | only_right)
    if node.matching and node.matching.on:
        return f"Join on labels that both sides have, not on {differing}."
    group = "" if node.op in ("and", "unless") else " group_left" if only_left else " group_right"
    if only_left and only_right:
        return f"Aggregate both sides to the labels they share, or join with `on (...)`, without {differing}."
    return f"Aggregate {differing} away, or join with `ignoring ({differing}){group}`."


def _shown(node: Binary, labels: Labels) -> str:
    inner = ", ".join(f'{name}="{value}"' for name, value in sorted(signature(labels, node.matching)))
    return f"{{{inner}}}"

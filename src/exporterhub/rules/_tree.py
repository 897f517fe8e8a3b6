"""Small questions about the tree of a query that several checks ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from exporterhub.promql import Binary, Node, Paren, Selector, kind_of, normal_form, walk

__all__ = ["COMPARISONS", "bare", "conditions", "is_comparison", "is_join", "new_series", "outermost", "same_text"]

COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))


def bare(node: Node) -> Node:
    """The node without the parentheses around it."""
    while isinstance(node, Paren):
        node = node.expr
    return node


def is_comparison(node: Node) -> TypeGuard[Binary]:
    """Whether the node compares values."""
    return isinstance(node, Binary) and node.op in COMPARISONS


def is_join(node: Node) -> TypeGuard[Binary]:
    """Whether the node is an operator between two vectors."""
    return isinstance(node, Binary) and kind_of(node.lhs) == "vector" and kind_of(node.rhs) == "vector"


def new_series(root: Node) -> frozenset[str]:
    """The metrics whose new series are asked for: ``x unless x offset 5m``."""
    found: set[str] = set()
    for node in walk(root):
        if isinstance(node, Binary) and node.op == "unless":
            before = {one.metric for one in walk(node.rhs) if isinstance(one, Selector) and one.offset > 0}
            now = {one.metric for one in walk(node.lhs) if isinstance(one, Selector)}
            found |= {name for name in before & now if name}
    return frozenset(found)


def outermost(root: Node) -> Iterator[Node]:
    """The parts that make an alert fire by themselves: through ``or``, and the left of ``and`` and ``unless``."""
    node = bare(root)
    if isinstance(node, Binary) and node.op in ("and", "unless", "or"):
        yield from outermost(node.lhs)
        if node.op == "or":
            yield from outermost(node.rhs)
    else:
        yield node


def conditions(root: Node) -> Iterator[Node]:
    """All that has to hold at once: the sides of ``and``, and the left of ``unless``."""
    node = bare(root)
    if isinstance(node, Binary) and node.op == "and":
        yield from conditions(node.lhs)
        yield from conditions(node.rhs)
    elif isinstance(node, Binary) and node.op == "unless":
        yield from conditions(node.lhs)
    else:
        yield node


def same_text(text: str, a: Node, b: Node) -> bool:
    """Whether two parts of a query are written alike, white space and outer parentheses aside."""
    first, second = bare(a), bare(b)
    return normal_form(text[first.start : first.end]) == normal_form(text[second.start : second.end])

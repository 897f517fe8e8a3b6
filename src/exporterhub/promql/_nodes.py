"""The tree of a query. Every node knows its place: ``text[start:end]``, 0-based characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Aggregation",
    "Binary",
    "Call",
    "Grouping",
    "Label",
    "MatchOp",
    "Matcher",
    "Matching",
    "Node",
    "Number",
    "Paren",
    "Selector",
    "String",
    "Subquery",
    "Unary",
    "Window",
    "children",
    "walk",
]

MatchOp = Literal["=", "!=", "=~", "!~"]


@dataclass(frozen=True, slots=True)
class Label:
    """A label name as written."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Matcher:
    """A label matcher; ``start`` to ``end`` is all of it, ``value_start`` to ``end`` the quoted value."""

    label: str
    op: MatchOp
    value: str
    start: int
    end: int
    value_start: int


@dataclass(frozen=True, slots=True)
class Window:
    """A duration as written: a range, a subquery's step, or an offset (then it may be negative)."""

    seconds: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Selector:
    """The series a query reads.

    ``metric`` is the name, however it is written (``x``, ``{"x"}``, ``{__name__="x"}``), None where none
    is fixed. ``matchers`` are the others, a ``__name__`` that is no equality among them. ``range`` and
    ``offset`` are seconds. ``start`` to ``end`` is all of it; range and offset begin after ``body_end``;
    the name is at ``name_start`` to ``name_end`` (both ``start`` where none is fixed).
    """

    metric: str | None
    matchers: tuple[Matcher, ...]
    range: float | None
    offset: float
    start: int
    end: int
    body_end: int
    name_start: int
    name_end: int
    window: Window | None = None
    offset_window: Window | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or a duration that stands for its seconds."""

    value: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class String:
    """A string argument; ``value`` is what the escapes stand for."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Subquery:
    """``expr[range:step]``; ``step`` is None where Prometheus takes its default."""

    expr: Node
    window: Window
    step: Window | None
    offset_window: Window | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; the function's name is at ``start`` to ``name_end``."""

    name: str
    args: tuple[Node, ...]
    start: int
    end: int
    name_end: int


@dataclass(frozen=True, slots=True)
class Grouping:
    """``by`` or ``without`` and its labels."""

    without: bool
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Aggregation:
    """An aggregation, its name at ``start`` to ``name_end``; ``param`` is the first argument of topk etc."""

    name: str
    param: Node | None
    expr: Node
    grouping: Grouping | None
    start: int
    end: int
    name_end: int


@dataclass(frozen=True, slots=True)
class Unary:
    """``-expr`` or ``+expr``."""

    op: str
    expr: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Matching:
    """How two vectors are joined: ``on`` or ``ignoring`` labels; ``group`` is the many side."""

    on: bool
    labels: tuple[Label, ...]
    group: Literal["", "left", "right"] = ""
    include: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Binary:
    """``lhs op rhs``; ``op`` is in lower case and stands at ``op_start`` to ``op_end``."""

    op: str
    lhs: Node
    rhs: Node
    return_bool: bool
    matching: Matching | None
    start: int
    end: int
    op_start: int
    op_end: int


@dataclass(frozen=True, slots=True)
class Paren:
    """``(expr)``."""

    expr: Node
    start: int
    end: int


Node = Selector | Number | String | Subquery | Call | Aggregation | Unary | Binary | Paren


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below, in the order of the text."""
    if isinstance(node, Binary):
        return (node.lhs, node.rhs)
    if isinstance(node, Call):
        return node.args
    if isinstance(node, Aggregation):
        return (node.expr,) if node.param is None else (node.param, node.expr)
    if isinstance(node, (Subquery, Unary, Paren)):
        return (node.expr,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the text."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))

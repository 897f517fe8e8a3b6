"""The number that a query's outermost comparison is made with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, cast

from ._nodes import Binary, Call, Node, Number, Paren, Unary

__all__ = ["Comparison", "Threshold", "constant", "threshold_of"]

Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
_FLIPPED: dict[str, Comparison] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Threshold:
    """``query op value``, whichever side the number was written on.

    ``start`` to ``end`` is the number as written (all of ``10 * 1024``), ``op_start`` to ``op_end`` the
    operator as written (``<`` in ``5 < x``, whose ``op`` is ``>``).
    """

    op: Comparison
    value: float
    start: int
    end: int
    op_start: int
    op_end: int


def threshold_of(node: Node) -> Threshold | None:
    """The threshold of the outermost comparison; ``and``, ``or``, ``unless``: the left side counts first."""
    while isinstance(node, Paren):
        node = node.expr
    if not isinstance(node, Binary):
        return None
    if node.op in ("and", "or", "unless"):
        left = threshold_of(node.lhs)
        # What follows `unless` says when the alert does not hold: no threshold of it.
        return left if left or node.op == "unless" else threshold_of(node.rhs)
    if node.op not in _FLIPPED:
        return None
    right, left_value = constant(node.rhs), constant(node.lhs)
    if (right is None) == (left_value is None):
        return None
    if right is not None:
        op = cast(Comparison, node.op)
        return Threshold(op, right, node.rhs.start, node.rhs.end, node.op_start, node.op_end)
    op, value = _FLIPPED[node.op], cast(float, left_value)
    return Threshold(op, value, node.lhs.start, node.lhs.end, node.op_start, node.op_end)


def constant(node: Node) -> float | None:
    """The value of an expression made of numbers only, as Prometheus computes it; None for any other."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Paren):
        return constant(node.expr)
    if isinstance(node, Unary):
        inner = constant(node.expr)
        return None if inner is None else -inner if node.op == "-" else inner
    if isinstance(node, Call):
        return math.pi if node.name == "pi" else None
    if isinstance(node, Binary):
        left, right = constant(node.lhs), constant(node.rhs)
        return None if left is None or right is None else _computed(node.op, left, right)
    return None


def _computed(op: str, a: float, b: float) -> float | None:
    if op in ("+", "-", "*"):
        return a + b if op == "+" else a - b if op == "-" else a * b
    if op == "atan2":
        return math.atan2(a, b)
    if op not in ("/", "%", "^"):
        return None
    try:
        return a / b if op == "/" else math.fmod(a, b) if op == "%" else math.pow(a, b)
    except ZeroDivisionError:
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1.0, b)
    except (ValueError, OverflowError):
        return math.nan if op == "%" else math.inf

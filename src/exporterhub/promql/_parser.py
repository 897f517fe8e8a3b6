"""Read a query into a tree with places (Prometheus, promql/parser/generated_parser.y).

Only the form is judged here; ``_judge`` has ``promql-parser`` judge types, arities and regular expressions.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from ._errors import QuerySyntaxError
from ._nodes import (
    Aggregation,
    Binary,
    Call,
    Grouping,
    Label,
    Matching,
    Node,
    Paren,
    Selector,
    String,
    Subquery,
    Unary,
    Window,
    children,
)
from ._selector import read_selector
from ._stream import Stream

__all__ = ["AGGREGATIONS", "parse"]

PARAMETRIC = frozenset(("topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio"))
AGGREGATIONS = PARAMETRIC | {"sum", "avg", "count", "min", "max", "group", "stddev", "stdvar"}
_POWER = 6
_PRECEDENCE = {
    **dict.fromkeys(("or",), 1),
    **dict.fromkeys(("and", "unless"), 2),
    **dict.fromkeys(("==", "!=", "<=", "<", ">=", ">"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%", "atan2"), 5),
    "^": _POWER,
}
_RESERVED = frozenset(("on", "ignoring", "group_left", "group_right", "bool"))
_COMPARISONS = frozenset(("==", "!=", "<=", "<", ">=", ">"))
_LABEL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Both keep the walks over a tree, which recurse, far from the interpreter's own limit.
MAX_NESTING = 100
MAX_DEPTH = 200


def parse(text: str) -> Node:
    """The tree of ``text``. Raises QuerySyntaxError at the first token that cannot stand where it stands."""
    stream = Stream(text)
    if stream.ended:
        raise stream.error("the query is empty", "an expression")
    node = _Parser(stream).expression()
    if not stream.ended:
        raise _leftover(stream)
    if _depth(node) > MAX_DEPTH:
        raise QuerySyntaxError(f"the query is nested deeper than {MAX_DEPTH} levels", text=text, offset=0)
    return node


def _leftover(stream: Stream) -> QuerySyntaxError:
    token = stream.peek
    if token.text == ")":
        return stream.error("this parenthesis closes nothing", "an operator or the end")
    if token.text == "=":
        return stream.error("`=` compares labels only", "==", remedy="Values are compared with `==`.")
    return stream.unexpected("an operator or the end of the query")


def _depth(root: Node) -> int:
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in children(node))
    return deepest


class _Parser:
    """Recursive descent over one stream of tokens."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.nesting = 0

    def expression(self, least: int = 1) -> Node:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.stream.error(f"the query is nested deeper than {MAX_NESTING} levels", "a simpler query")
        node = self.operand()
        while (level := _PRECEDENCE.get(self.stream.peek.text.lower(), 0)) >= least:
            node = self.binary(node, level)
        self.nesting -= 1
        return node

    def binary(self, lhs: Node, level: int) -> Binary:
        stream = self.stream
        op = stream.take()
        name = op.text.lower()
        return_bool = bool(stream.accept_word("bool"))
        if return_bool and name not in _COMPARISONS:
            raise stream.error("only comparisons take `bool`", "an operand", at=stream.previous)
        matching = self.matching()
        # `^` groups from the right, all others from the left.
        rhs = self.expression(level if name == "^" else level + 1)
        return Binary(name, lhs, rhs, return_bool, matching, lhs.start, rhs.end, op.start, op.end)

    def matching(self) -> Matching | None:
        stream = self.stream
        word = stream.accept_word("on", "ignoring", before="(")
        if not word:
            return None
        labels = self.labels(word.text)
        side = stream.accept_word("group_left", "group_right")
        group: Literal["", "left", "right"] = ""
        include: tuple[Label, ...] = ()
        if side:
            group = "left" if side.text.lower() == "group_left" else "right"
            include = self.labels(side.text) if stream.peek.text == "(" else ()
        self.fill()
        return Matching(word.text.lower() == "on", labels, group, include)

    def fill(self) -> None:
        stream = self.stream
        while stream.accept_word("fill", "fill_left", "fill_right", before="("):
            stream.expect("(")
            self.signed_number()
            stream.expect(")")

    def signed_number(self) -> None:
        stream = self.stream
        if stream.peek.text in ("+", "-"):
            stream.take()
        if stream.peek.kind not in ("number", "duration") and stream.peek.text.lower() not in ("inf", "nan"):
            raise stream.unexpected("a number")
        stream.take()

    def labels(self, after: str) -> tuple[Label, ...]:
        """``(a, b,)``, the names plain or quoted."""
        stream = self.stream
        stream.expect("(", f"`(` and label names after `{after}`")
        found: list[Label] = []
        while stream.peek.text != ")":
            token = stream.peek
            if token.kind == "name" and not _LABEL.fullmatch(token.text):
                raise stream.error(f"{token.text!r} is not a label name", "a label name without a colon")
            if token.kind not in ("name", "string"):
                raise stream.unexpected("a label name or `)`")
            stream.take()
            found.append(Label(token.value, token.start, token.end))
            if not stream.accept(","):
                break
        stream.expect(")", "`,` or `)`")
        return tuple(found)

    def operand(self) -> Node:
        stream = self.stream
        sign = stream.peek
        if sign.kind == "op" and sign.text in ("+", "-"):
            stream.take()
            # A sign binds like `*`, so that -x ^ 2 is -(x ^ 2).
            inner = self.expression(_POWER)
            return Unary(sign.text, inner, sign.start, inner.end)
        return self.modifiers(self.atom())

    def atom(self) -> Node:
        stream = self.stream
        token = stream.peek
        if token.kind in ("number", "duration"):
            return stream.number()
        if token.kind == "string":
            stream.take()
            return String(token.value, token.start, token.end)
        if token.kind == "name":
            return self.name()
        if token.text == "{":
            return read_selector(stream)
        if token.text == "(":
            return self.paren()
        raise stream.unexpected("an expression")

    def paren(self) -> Paren:
        opening = self.stream.take()
        inner = self.expression()
        closing = self.stream.close(")", opening)
        return Paren(inner, opening.start, closing.end)

    def name(self) -> Node:
        stream = self.stream
        token, following = stream.peek, stream.after
        lower = token.text.lower()
        if lower in AGGREGATIONS and (following.text == "(" or following.text.lower() in ("by", "without")):
            return self.aggregation()
        if lower in _PRECEDENCE or lower in _RESERVED:
            raise stream.unexpected("an expression")
        if following.text == "(":
            return self.call()
        if lower in ("inf", "nan"):
            return stream.number()
        return read_selector(stream)

    def call(self) -> Call:
        name = self.stream.take()
        args, closing = self.arguments()
        return Call(name.text, args, name.start, closing, name.end)

    def arguments(self) -> tuple[tuple[Node, ...], int]:
        stream = self.stream
        opening = stream.take()
        args: list[Node] = []
        while stream.peek.text != ")":
            args.append(self.expression())
            if not stream.accept(","):
                break
            if stream.peek.text == ")":
                raise stream.unexpected("one more argument")
        return tuple(args), stream.close(")", opening).end

    def aggregation(self) -> Aggregation:
        stream = self.stream
        token = stream.take()
        name = token.text.lower()
        grouping = self.grouping()
        if stream.peek.text != "(":
            raise stream.unexpected(f"`(` after `{token.text}`")
        args, end = self.arguments()
        if grouping is None:
            grouping = self.grouping()
            end = stream.previous.end if grouping else end
        wanted = 2 if name in PARAMETRIC else 1
        if len(args) != wanted:
            problem = f"`{name}` takes {wanted} argument{'s' * (wanted > 1)}, not {len(args)}"
            raise stream.error(problem, "a parameter and a vector" if wanted > 1 else "one vector", at=token)
        param = args[0] if wanted > 1 else None
        return Aggregation(name, param, args[-1], grouping, token.start, end, token.end)

    def grouping(self) -> Grouping | None:
        word = self.stream.accept_word("by", "without")
        return Grouping(word.text.lower() == "without", self.labels(word.text)) if word else None

    def modifiers(self, node: Node) -> Node:
        """A range, a subquery, ``offset`` and ``@``, in any order that Prometheus takes."""
        stream = self.stream
        while True:
            if stream.peek.text == "[":
                node = self.brackets(node)
            elif stream.peek.kind == "name" and stream.peek.text.lower() == "offset":
                node = self.offset(node)
            elif stream.peek.text == "@":
                node = self.at(node)
            else:
                return node

    def brackets(self, node: Node) -> Node:
        stream = self.stream
        opening = stream.take()
        window = self.window("a duration such as 5m")
        if stream.accept(":"):
            step = None if stream.peek.text == "]" else self.window("a step such as 1m or `]`")
            closing = stream.close("]", opening)
            return Subquery(node, window, step, None, node.start, closing.end)
        closing = stream.close("]", opening)
        if not isinstance(node, Selector) or node.range is not None:
            raise stream.error("a range needs a selector before it", "a subquery such as [5m:1m]", at=opening)
        if node.end != node.body_end:
            raise stream.error("a range stands before `offset` and `@`", "the range first", at=opening)
        return replace(node, range=window.seconds, window=window, end=closing.end)

    def window(self, expected: str) -> Window:
        stream = self.stream
        if stream.peek.kind not in ("duration", "number"):
            raise stream.unexpected(expected)
        number = stream.number()
        if not number.value > 0:
            raise stream.error("a duration must be greater than 0", expected, at=stream.previous)
        return Window(number.value, number.start, number.end)

    def offset(self, node: Node) -> Node:
        stream = self.stream
        word = stream.take()
        sign = stream.accept("-") or stream.accept("+")
        if stream.peek.kind not in ("duration", "number"):
            raise stream.unexpected("a duration such as 5m after `offset`")
        number = stream.number()
        seconds = -number.value if sign and sign.text == "-" else number.value
        window = Window(seconds, sign.start if sign else number.start, number.end)
        if not isinstance(node, (Selector, Subquery)):
            raise stream.error("`offset` needs a selector or a subquery before it", "a selector", at=word)
        if node.offset_window is not None:
            raise stream.error("`offset` is set twice", "one offset", at=word)
        if isinstance(node, Selector):
            return replace(node, offset=seconds, offset_window=window, end=number.end)
        return replace(node, offset_window=window, end=number.end)

    def at(self, node: Node) -> Node:
        stream = self.stream
        mark = stream.take()
        if stream.accept_word("start", "end", before="("):
            stream.take()
            stream.expect(")")
        else:
            self.signed_number()
        if not isinstance(node, (Selector, Subquery)):
            raise stream.error("`@` needs a selector or a subquery before it", "a selector", at=mark)
        return replace(node, end=stream.previous.end)

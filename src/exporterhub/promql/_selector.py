"""Read a selector: a metric name, matchers in braces, or both (quoted names: Prometheus 3, UTF-8 names)."""

from __future__ import annotations

from typing import cast

from ._nodes import Matcher, MatchOp, Selector
from ._stream import Stream
from ._tokens import Token

__all__ = ["read_selector"]

_OPS = ("=", "!=", "=~", "!~")


def read_selector(stream: Stream) -> Selector:
    """The selector at the next token, which is a name or ``{``."""
    name = stream.take() if stream.peek.kind == "name" else None
    start = stream.peek.start if name is None else name.start
    matchers = _braces(stream) if stream.peek.text == "{" and stream.peek.kind == "op" else ()
    end = stream.previous.end
    if name is not None:
        _refuse_second_name(stream, name, matchers)
        return Selector(name.value, matchers, None, 0.0, start, end, end, name.start, name.end)
    fixed = [m for m in matchers if m.label == "__name__" and m.op == "=" and m.value]
    if len(fixed) == 1:
        others = tuple(m for m in matchers if m is not fixed[0])
        return Selector(fixed[0].value, others, None, 0.0, start, end, end, fixed[0].value_start, fixed[0].end)
    return Selector(None, matchers, None, 0.0, start, end, end, start, start)


def _refuse_second_name(stream: Stream, name: Token, matchers: tuple[Matcher, ...]) -> None:
    for matcher in matchers:
        if matcher.label == "__name__":
            offset = next(token for token in stream.tokens if token.start == matcher.start)
            raise stream.error("the metric name is set twice", f"{name.text} without a name inside", at=offset)


def _braces(stream: Stream) -> tuple[Matcher, ...]:
    """The matchers in ``{...}``; a quoted metric name is one too."""
    opening = stream.take()
    matchers: list[Matcher] = []
    while stream.peek.text != "}":
        token = stream.peek
        if token.kind == "string" and stream.after.text in (",", "}"):
            stream.take()
            matchers.append(Matcher("__name__", "=", token.value, token.start, token.end, token.start))
        else:
            matchers.append(_matcher(stream))
        if not stream.accept(","):
            break
    if stream.ended:
        raise stream.error("`{` is not closed", "`}`", at=opening)
    stream.expect("}", "`,` or `}`")
    return tuple(matchers)


def _matcher(stream: Stream) -> Matcher:
    label = stream.peek
    if label.kind not in ("name", "string") or (label.kind == "name" and ":" in label.text):
        raise stream.unexpected("a label name")
    stream.take()
    if stream.peek.text not in _OPS:
        remedy = "A label is compared with one `=`." if stream.peek.text == "==" else ""
        expected = "=, !=, =~ or !~"
        if stream.ended:
            raise stream.error("the query ends too early", expected)
        raise stream.error(f"unexpected {stream.peek.text} after the label", expected, remedy=remedy)
    op = stream.take()
    value = stream.peek
    if value.kind != "string":
        raise stream.unexpected("a quoted label value")
    stream.take()
    return Matcher(label.value, cast(MatchOp, op.text), value.value, label.start, value.end, value.start)

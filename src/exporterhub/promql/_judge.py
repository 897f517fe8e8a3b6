"""Ask ``promql-parser`` whether a query is valid: types, arities, functions, regular expressions.

The library gives no places. As each part of a query is a query of its own, the smallest part that it
refuses is the place. The text it gets is rebuilt from tokens, since it reads neither ``\\d`` between
backticks nor ``1_000``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import promql_parser

from ._errors import QuerySyntaxError
from ._kinds import FUNCTIONS, kind
from ._nodes import Aggregation, Binary, Call, Node, Selector, children
from ._tokens import Token, tokenize

__all__ = ["judge"]

_REMEDIES = {
    "holt_winters": "Prometheus 3 calls it double_exponential_smoothing, behind a feature flag.",
}


def judge(text: str, root: Node) -> None:
    """Raise QuerySyntaxError where the library refuses ``text``, whose tree is ``root``."""
    tokens = tokenize(text)
    message = _ask(_rebuilt(tokens, root))
    if not message:
        return
    node = root
    while inner := _refused_child(tokens, node):
        node, message = inner
    raise _located(text, node, message)


def _refused_child(tokens: Sequence[Token], node: Node) -> tuple[Node, str] | None:
    for child in children(node):
        message = _ask(_rebuilt(tokens, child))
        if message:
            return child, message
    return None


def _ask(text: str) -> str:
    """The library's complaint about ``text``, empty where it has none."""
    try:
        promql_parser.parse(text)
    except UnicodeEncodeError:
        return "the text holds a lone surrogate, which is no character"
    except ValueError as error:
        return str(error) or "invalid query"
    return ""


def _rebuilt(tokens: Sequence[Token], node: Node) -> str:
    return " ".join(_plain(token) for token in tokens if node.start <= token.start and token.end <= node.end)


def _plain(token: Token) -> str:
    if token.kind == "string":
        escaped = token.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return token.text.replace("_", "") if token.kind == "number" else token.text


def _located(text: str, node: Node, message: str) -> QuerySyntaxError:
    for pattern, handler in _HANDLERS:
        match = re.search(pattern, message)
        if match:
            return handler(text, node, match)
    offset = node.op_start if isinstance(node, Binary) else node.start
    return QuerySyntaxError(message, text=text, offset=offset)


def _unknown_function(text: str, node: Node, match: re.Match[str]) -> QuerySyntaxError:
    name = match[1]
    near = difflib.get_close_matches(name, FUNCTIONS, n=1, cutoff=0.6)
    remedy = _REMEDIES.get(name, f"Did you mean {near[0]}?" if near else "")
    return QuerySyntaxError(
        f"there is no function {name}",
        text=text,
        offset=node.start,
        expected="a function of PromQL",
        remedy=remedy,
    )


def _wrong_argument(text: str, node: Node, match: re.Match[str]) -> QuerySyntaxError:
    wanted, name, got = match.groups()
    args = node.args if isinstance(node, Call) else ()
    wrong = next((arg for arg in args if kind(arg) == got), node)
    remedy = ""
    if wanted == "matrix" and isinstance(wrong, Selector):
        remedy = f"Give the selector a range: {text[wrong.start : wrong.end]}[5m]"
    expected = _KIND_WORDS.get(wanted, wanted)
    problem = f"{name} cannot take {_KIND_WORDS.get(got, got)}"
    return QuerySyntaxError(problem, text=text, offset=wrong.start, expected=expected, remedy=remedy)


def _wrong_operand(text: str, node: Node, match: re.Match[str]) -> QuerySyntaxError:
    wanted, got = match.groups()
    args = children(node)
    wrong = args[0] if wanted in ("scalar", "string") else args[-1]
    name = node.name if isinstance(node, Aggregation) else "an aggregation"
    problem = f"{name} cannot take {_KIND_WORDS.get(got, got)}"
    return QuerySyntaxError(problem, text=text, offset=wrong.start, expected=_KIND_WORDS.get(wanted, wanted))


def _bad_regex(text: str, node: Node, match: re.Match[str]) -> QuerySyntaxError:
    offset = node.start
    if isinstance(node, Selector):
        offset = next((m.value_start for m in node.matchers if m.value == match[1]), offset)
    return QuerySyntaxError(
        f"bad regular expression {match[1]}",
        text=text,
        offset=offset,
        expected="RE2 syntax, without look-around",
    )


def _matches_all(text: str, node: Node, match: re.Match[str]) -> QuerySyntaxError:  # noqa: ARG001
    return QuerySyntaxError(
        "this selector may match every series",
        text=text,
        offset=node.start,
        expected="a name or a matcher that is not empty",
    )


def _not_joinable(text: str, node: Node, match: re.Match[str]) -> QuerySyntaxError:  # noqa: ARG001
    wrong = next((child for child in children(node) if kind(child) in ("matrix", "string")), node)
    return QuerySyntaxError(
        f"an operator cannot take {_KIND_WORDS[kind(wrong)]}",
        text=text,
        offset=wrong.start,
        expected="a number or an instant vector",
    )


def _scalar_comparison(text: str, node: Node, match: re.Match[str]) -> QuerySyntaxError:  # noqa: ARG001
    offset = node.op_start if isinstance(node, Binary) else node.start
    return QuerySyntaxError("two numbers are compared without `bool`", text=text, offset=offset, expected="`bool`")


_KIND_WORDS = {
    "matrix": "a range vector such as x[5m]",
    "vector": "an instant vector",
    "scalar": "a number",
    "string": "a string",
}
_HANDLERS = (
    (r"unknown function with name '(.*)'", _unknown_function),
    (r"expected type (\w+) in call to function '(\w+)', got (\w+)", _wrong_argument),
    (r"expected type (\w+) in aggregation \w+, got (\w+)", _wrong_operand),
    (r"illegal regex for (.*)", _bad_regex),
    (r"at least one non-empty matcher", _matches_all),
    (r"only scalar and instant vector types", _not_joinable),
    (r"must use BOOL modifier", _scalar_comparison),
)

"""Cut a query into tokens that know their place (Prometheus, promql/parser/lex.go; escapes as in Go)."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from ._errors import QuerySyntaxError

__all__ = ["Kind", "Token", "duration_seconds", "number_value", "tokenize"]

Kind = Literal["name", "number", "duration", "string", "op", "end"]


class Token(NamedTuple):
    """A word of a query: ``text[start:end]``. ``value`` is a string's content, else the text."""

    kind: Kind
    text: str
    start: int
    end: int
    value: str = ""


_SPACE = re.compile(r"(?:\s+|#[^\n]*)+")
_DURATION = re.compile(r"(?:[0-9]+(?:ms|[smhdwy]))+(?![A-Za-z0-9_.])")
_DURATION_ORDER = re.compile(
    r"(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?", re.ASCII
)
_SECONDS = (365 * 86400.0, 7 * 86400.0, 86400.0, 3600.0, 60.0, 1.0, 0.001)
_NUMBER = re.compile(
    r"0[xX][0-9a-fA-F_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?", re.ASCII
)
_WORD = re.compile(r"[A-Za-z0-9_.]*")
_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*")
_NAME_IN_BRACKETS = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OP = re.compile(r"==|=~|!~|!=|<=|>=|[-+*/%^(){}\[\],=<>@:]")
_ESCAPE = re.compile(r"""\\(?:([abfnrtv\\'"])|x([0-9A-Fa-f]{2})|([0-7]{3})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))""")
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_TYPOGRAPHIC = "“”„‟‘’‚«»"


def tokenize(text: str) -> list[Token]:
    """The tokens of ``text``, the last of kind ``end``. Raises QuerySyntaxError at a bad character."""
    tokens: list[Token] = []
    at, brackets = 0, 0
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if at >= len(text):
            tokens.append(Token("end", "", at, at))
            return tokens
        token = _next(text, at, in_brackets=brackets > 0)
        brackets += {"[": 1, "]": -1}.get(token.text, 0) if token.kind == "op" else 0
        tokens.append(token)
        at = token.end


def _next(text: str, at: int, *, in_brackets: bool) -> Token:
    char = text[at]
    if char in "\"'`":
        return _string(text, at)
    if char.isascii() and (char.isdigit() or (char == "." and text[at + 1 : at + 2].isdigit())):
        return _number(text, at)
    name = (_NAME_IN_BRACKETS if in_brackets else _NAME).match(text, at)
    if name:
        return Token("name", name[0], at, name.end(), name[0])
    op = _OP.match(text, at)
    if op:
        return Token("op", op[0], at, op.end(), op[0])
    raise _bad_character(text, at)


def _bad_character(text: str, at: int) -> QuerySyntaxError:
    char, remedy = text[at], ""
    if char in _TYPOGRAPHIC:
        remedy = "Use straight quotes: typographic ones come from word processors and chats."
    elif char == "$":
        remedy = "Replace template variables such as $job or $__rate_interval before the query is read."
    elif text.startswith(("&&", "||"), at):
        remedy = "PromQL writes these operators `and` and `or`."
    shown = char if char.isprintable() else f"U+{ord(char):04X}"
    return QuerySyntaxError(f"unexpected character {shown!r}", text=text, offset=at, remedy=remedy)


def _number(text: str, at: int) -> Token:
    duration = _DURATION.match(text, at)
    if duration:
        if duration_seconds(duration[0]) is None:
            raise QuerySyntaxError(
                f"bad duration {duration[0]!r}",
                text=text,
                offset=at,
                expected="units from large to small, each once, such as 1h30m",
            )
        return Token("duration", duration[0], at, duration.end(), duration[0])
    number = _NUMBER.match(text, at)
    end = number.end() if number else at + 1
    rest = _WORD.match(text, end)
    whole = text[at : rest.end() if rest else end]
    if number is None or whole != number[0] or number_value(whole) is None:
        raise QuerySyntaxError(
            f"bad number or duration {whole!r}",
            text=text,
            offset=at,
            expected="a number such as 1.5 or a duration such as 5m",
        )
    return Token("number", whole, at, end, whole)


def number_value(text: str) -> float | None:
    """The value of a number literal: Go's integer spellings first (0x, a leading 0 is octal), then floats."""
    if "__" in text or text.endswith("_") or text.startswith("_") or re.search(r"_[.eE]|[.eE]_|[xX]_$", text):
        return None
    plain = text.replace("_", "")
    try:
        if re.fullmatch(r"0[xX][0-9a-fA-F]+", plain):
            return float(int(plain, 16))
        if re.fullmatch(r"0[0-7]+", plain):
            return float(int(plain, 8))
        return float(plain)
    except (ValueError, OverflowError):
        return None


def duration_seconds(text: str) -> float | None:
    """Seconds of a duration such as ``1h30m``; a year has 365 days. None where it is not one."""
    match = _DURATION_ORDER.fullmatch(text)
    if not match or not text:
        return None
    return sum(int(count) * unit for count, unit in zip(match.groups(), _SECONDS, strict=True) if count)


def _string(text: str, at: int) -> Token:
    quote = text[at]
    end = at + 1
    while end < len(text) and text[end] != quote:
        if quote != "`" and text[end] == "\n":
            break
        end += 2 if text[end] == "\\" and quote != "`" else 1
    if end >= len(text) or text[end] != quote:
        raise QuerySyntaxError("string is not closed", text=text, offset=at, expected=f"a closing {quote}")
    value = text[at + 1 : end] if quote == "`" else _unescape(text, at + 1, end)
    return Token("string", text[at : end + 1], at, end + 1, value)


def _unescape(text: str, start: int, end: int) -> str:
    parts: list[str] = []
    at = start
    while (slash := text.find("\\", at, end)) >= 0:
        parts.append(text[at:slash])
        escape = _ESCAPE.match(text, slash, end)
        if not escape:
            raise QuerySyntaxError(
                f"unknown escape {text[slash : slash + 2]!r}",
                text=text,
                offset=slash,
                expected=r"one of \n \t \\ \" \' \x00 \u0000",
                remedy="Write the backslash twice (\\\\d), or quote the string with backticks.",
            )
        char = _escaped(escape)
        if char is None:
            raise QuerySyntaxError("no such Unicode character", text=text, offset=slash, expected="a code point")
        parts.append(char)
        at = escape.end()
    parts.append(text[at:end])
    return "".join(parts)


def _escaped(escape: re.Match[str]) -> str | None:
    simple, hexadecimal, octal, short, long = escape.groups()
    if simple:
        return _SIMPLE.get(simple, simple)
    code = int(octal, 8) if octal else int(hexadecimal or short or long, 16)
    return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else None

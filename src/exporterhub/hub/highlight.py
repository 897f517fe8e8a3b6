"""Colours for code: one expression per language, each match in a span whose class says what it is.

Classes: ``c`` comment, ``k`` keyword, ``s`` string, ``n`` number or duration, ``f`` function, ``l`` label,
``m`` metric, ``o`` operator.
The text itself is never changed, so what is copied is what was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

__all__ = ["highlight"]

_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_PROMQL_WORDS = "and|or|unless|by|without|on|ignoring|group_left|group_right|offset|bool|atan2|start|end"
_LANGUAGES: dict[str, re.Pattern[str]] = {
    "promql": re.compile(
        rf"(?P<c>\#[^\n]*)|(?P<s>{_STRING}|`[^`]*`)"
        r"|(?P<n>\b\d+(?:ms|[smhdwy])(?:\d+(?:ms|[smhdwy]))*\b|(?<![\w:])[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|0x[\da-fA-F]+|Inf|NaN)\b)"
        rf"|(?P<k>\b(?:{_PROMQL_WORDS})\b)"
        r"|(?P<f>\b[a-zA-Z_]\w*(?=\s*(?:by\b|without\b)?\s*\())"
        r"|(?P<m>\b[a-zA-Z_:][\w:]*)"
        r"|(?P<o>[=!<>]=|=~|!~|[-+*/%^<>=])"
    ),
    "yaml": re.compile(
        rf"(?P<c>(?:^|(?<=\s))\#[^\n]*)|(?P<k>^\s*(?:- )?[\w./-]+(?=:(?:\s|$)))|(?P<s>{_STRING})"
        r"|(?P<n>(?<=: )(?:true|false|null|\d+)$)",
        re.MULTILINE,
    ),
    "sh": re.compile(
        rf"(?P<c>(?:^|(?<=\s))\#[^\n]*)|(?P<s>{_STRING})|(?P<l>(?<=\s)--?[A-Za-z][\w.-]*)"
        r"|(?P<f>^\s*(?:sudo )?[\w./-]+(?=\s|$))",
        re.MULTILINE,
    ),
    "ini": re.compile(r"(?P<c>^\s*[#;][^\n]*)|(?P<f>^\[[^\]\n]*\])|(?P<k>^[\w.-]+(?=\s*=))", re.MULTILINE),
    "prom": re.compile(
        rf"(?P<c>^\#[^\n]*)|(?P<m>^[a-zA-Z_:][\w:]*)|(?P<s>{_STRING})|(?P<n>(?<= )[^\s]+$)", re.MULTILINE
    ),
    "json": re.compile(
        rf"(?P<k>{_STRING}(?=\s*:))|(?P<s>{_STRING})|(?P<n>-?\b\d[\d.eE+-]*\b|\btrue\b|\bfalse\b|\bnull\b)"
    ),
}
_ALIASES = {
    "bash": "sh", "shell": "sh", "console": "sh", "yml": "yaml", "conf": "ini", "systemd": "ini", "toml": "ini",
    "cnf": "ini", "metrics": "prom",
}  # fmt: skip


def highlight(text: str, language: str) -> Markup:
    """The text as HTML; a language that is not known gives plain, escaped text."""
    name = _ALIASES.get(language, language)
    pattern = _LANGUAGES.get(name)
    if pattern is None:
        return escape(text)
    refine = _promql_label if name == "promql" else None
    return Markup("".join(_pieces(text, pattern, refine)))  # noqa: S704  (each piece is escaped)


def _pieces(text: str, pattern: re.Pattern[str], refine: Callable[[str, int, str], str] | None) -> list[str]:
    pieces: list[str] = []
    position = 0
    for match in pattern.finditer(text):
        kind = match.lastgroup or ""
        if refine:
            kind = refine(text, match.start(), kind)
        pieces.append(str(escape(text[position : match.start()])))
        pieces.append(f'<span class="{kind}">{escape(match.group())}</span>')
        position = match.end()
    pieces.append(str(escape(text[position:])))
    return pieces


def _promql_label(text: str, start: int, kind: str) -> str:
    """A name inside braces, or in the list after ``by``, ``on`` and the like, is a label."""
    if kind != "m":
        return kind
    before = text[:start]
    if before.rfind("{") > before.rfind("}"):
        return "l"
    opened = before.rfind("(")
    listed = opened > before.rfind(")") and re.search(
        r"\b(?:by|without|on|ignoring|group_left|group_right)\s*$", before[:opened]
    )
    return "l" if listed else "m"

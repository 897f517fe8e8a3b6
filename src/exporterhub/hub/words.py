"""Names and texts of the catalog as the pages write them."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

__all__ = ["annotation", "breakable", "mark", "monogram"]

_ANNOTATION = re.compile(
    r"\{\{\s*\$labels\.(?P<label>\w+)\s*\}\}|\{\{\s*\$(?P<value>value)[^{}]*\}\}|`(?P<code>[^`]+)`"
)
_WORD = re.compile(r"[A-Za-z0-9]+")


def monogram(text: str) -> str:
    """Two letters for a name, as an element has: ``Re`` for Redis, ``Pg`` is left to its entry."""
    words: list[str] = _WORD.findall(text) or ["?"]
    first = words[0]
    return first[0].upper() + (first[1:2].lower() if len(first) > 1 else "")


def mark(text: str, words: str) -> Markup:
    """The text with the words that were searched for marked."""
    wanted = [re.escape(word) for word in words.split() if len(word) > 1]
    if not wanted:
        return Markup(escape(text))  # noqa: S704  (escaped)
    parts = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    marked = [f"<mark>{escape(p)}</mark>" if i % 2 else str(escape(p)) for i, p in enumerate(parts)]
    return Markup("".join(marked))  # noqa: S704  (each part is escaped)


def breakable(name: str) -> Markup:
    """A long name that may be broken after its underscores and before its capitals; copied, it is as it was."""
    parts = re.split(r"(?<=[_:.])(?=\w)|(?<=[a-z])(?=[A-Z])", name)
    return Markup("<wbr>").join(parts)


def annotation(text: str) -> Markup:
    """An alert's text: what is filled in when it fires is set apart by name, and code in backticks as code."""
    pieces: list[str] = []
    position = 0
    for match in _ANNOTATION.finditer(text):
        pieces.append(str(escape(text[position : match.start()])))
        position = match.end()
        code = match["code"]
        if code is None:
            pieces.append(f"<var>{escape(match['label'] or match['value'])}</var>")
        else:
            pieces.append(f"<code>{annotation(code)}</code>")
    pieces.append(str(escape(text[position:])))
    return Markup("".join(pieces))  # noqa: S704  (each piece is escaped)

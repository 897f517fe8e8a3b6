"""Numbers and names as the pages write them."""

from __future__ import annotations

import math
import re

from markupsafe import Markup, escape

__all__ = ["annotation", "breakable", "bytesize", "count", "duration", "mark", "monogram", "reading", "thousands"]

_ANNOTATION = re.compile(
    r"\{\{\s*\$labels\.(?P<label>\w+)\s*\}\}|\{\{\s*\$(?P<value>value)[^{}]*\}\}|`(?P<code>[^`]+)`"
)
_WORD = re.compile(r"[A-Za-z0-9]+")


def thousands(number: int) -> str:
    """``12,345``."""
    return f"{number:,}"


def count(number: int, one: str, many: str = "") -> str:
    """``1 alert``, ``2 alerts``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def bytesize(number: float) -> str:
    """``23.5 GiB``."""
    if number < 1024:
        return f"{number:.4g} B"
    for unit in ("KiB", "MiB", "GiB", "TiB", "PiB"):
        number /= 1024
        if number < 999.5 or unit == "PiB":
            break
    return f"{number:.0f} {unit}" if number >= 99.95 else f"{number:.1f} {unit}"


def duration(seconds: float) -> str:
    """``3 d 4 h``: the two largest units."""
    left = int(seconds)
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        amount, left = divmod(left, size)
        parts.append((amount, unit))
    first = next((place for place, (amount, _) in enumerate(parts) if amount), len(parts) - 1)
    return " ".join(f"{amount:,} {unit}" for amount, unit in parts[first : first + 2])


def reading(value: str, unit: str) -> str:
    """A value as exposed, for a person: bytes as a size, other numbers with at most six digits that mean something."""
    number = float(value)
    if not math.isfinite(number):
        return value
    if unit == "bytes" and number >= 0:
        return bytesize(number)
    return f"{number:,.0f}" if number.is_integer() and abs(number) < 1e15 else f"{number:,.6g}"


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

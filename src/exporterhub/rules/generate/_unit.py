"""The unit of a family: from OpenMetrics UNIT, from its name, from HELP, and from the values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ._text import words_of

__all__ = ["is_moment", "shown", "unit_of"]

_SUFFIXES = {
    "bytes": ("bytes", "byte"),
    "seconds": ("seconds", "second", "secs", "sec"),
    "milliseconds": ("milliseconds", "millis", "ms", "msec", "msecs", "milliseconds"),
    "microseconds": ("microseconds", "us", "usec", "usecs", "micros"),
    "nanoseconds": ("nanoseconds", "ns", "nanos"),
    "ratio": ("ratio",),
    "percent": ("percent", "percentage", "pct"),
    "celsius": ("celsius",),
    "days": ("days",),
    "hours": ("hours",),
    "minutes": ("minutes",),
}
_BY_WORD = {word: unit for unit, words in _SUFFIXES.items() for word in words}
_TAILS = frozenset(("total", "sum", "max", "min", "avg", "mean", "current", "average", "ago", "left", "remaining"))
_HELP = re.compile(
    r"\b(?:in|as) (bytes|seconds|milliseconds|microseconds|nanoseconds|percent|percentage|days|hours|minutes)\b",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"(^|_)seconds_(behind|since|until|ago|left|to)(_|$)")
_HAPPENS = re.compile(r"(^|_)(last|latest|start|started|boot|created|push|mtime|expiry|expires)(_|$)")
_MOMENT = re.compile(
    r"\b(unix ?time|unix timestamp|epoch|since 1970|timestamp|date)\b|\bunixtime|time (at|of|when) ", re.IGNORECASE
)
_SHOWN = {
    "bytes": ("humanize1024", "B"),
    "seconds": ("humanizeDuration", ""),
    "ratio": ("humanizePercentage", ""),
    "percent": ("humanize", "%"),
    "milliseconds": ("humanize", " ms"),
    "microseconds": ("humanize", " us"),
    "nanoseconds": ("humanize", " ns"),
    "celsius": ("humanize", " °C"),
    "days": ("humanize", " days"),
    "hours": ("humanize", " hours"),
    "minutes": ("humanize", " minutes"),
}


def unit_of(name: str, unit: str, help_text: str) -> str:
    """``bytes``, ``seconds``, ``ratio``, ``percent``, ...; empty where it cannot be told."""
    if unit in _BY_WORD:
        return _BY_WORD[unit]
    words = list(words_of(name))
    while len(words) > 1 and words[-1] in _TAILS:
        words.pop()
    if words and words[-1] in _BY_WORD and "per" not in words:
        return _BY_WORD[words[-1]]
    if _SECONDS.search(name):
        return "seconds"
    found = {word.lower() for word in _HELP.findall(help_text)}
    return _BY_WORD[found.pop()] if len(found) == 1 else ""


def is_moment(name: str, help_text: str, values: Sequence[float]) -> bool:
    """Whether the values are seconds since 1970 (0 where it has not happened)."""
    if not values or any(value and not 1e9 <= value < 1e10 for value in values):
        return False
    if any(values):
        return True
    if name.endswith(("_time", "_time_seconds", "_date", "_mtime_seconds")) and _HAPPENS.search(name):
        return True
    return "timestamp" in name or bool(_MOMENT.search(help_text))


def shown(unit: str) -> str:
    """The value of an alert in an annotation, for a unit: ``{{ $value | humanizeDuration }}``."""
    how, tail = _SHOWN.get(unit, ("humanize", ""))
    return f"{{{{ $value | {how} }}}}{tail}"

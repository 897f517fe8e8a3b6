"""A chart for the terminal: a row for each rule, time from left to right, the darker the more of it fired."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from ._result import Result

__all__ = ["ASCII", "BLOCKS", "Row", "chart"]

BLOCKS = " ▁▂▃▄▅▆▇█·"
ASCII = " .:-=+*#@?"
"""From nothing to all of the time; the last sign is for what is not known."""

_LEVELS = len(BLOCKS) - 2
_LEAST = 8


class Row(NamedTuple):
    """The name, as wide as all names, and the cells."""

    name: str
    cells: str


def chart(results: Sequence[Result], width: int, signs: str = BLOCKS) -> list[Row]:
    """A row for each result, and the days below; together with a mark between them at most ``width`` characters wide.

    Any firing at all shows at least the lowest sign.
    """
    if not results:
        return []
    names = [result.rule.name for result in results]
    left = max(1, min(max(map(len, names)), width // 3))
    number = max(_LEAST, width - left - 2)
    rows = [
        Row(
            f"{_short(result.rule.name, left, signs):{left}}",
            "".join(signs[level] for level in _levels(result, number)),
        )
        for result in results
    ]
    return [*rows, Row(" " * left, _axis(results[0].start, results[0].end, number))]


def _short(name: str, width: int, signs: str) -> str:
    if len(name) <= width:
        return name
    return name[: width - 1] + ("…" if signs == BLOCKS else "~")


def _levels(result: Result, cells: int) -> list[int]:
    size = (result.end - result.start) / cells
    shares = [0.0] * cells
    for start, end in result.stretches:
        first = max(0, int((start - result.start) / size))
        last = min(cells - 1, int((min(end, result.end) - result.start) / size))
        for cell in range(first, last + 1):
            low = result.start + cell * size
            shares[cell] += max(0.0, min(end, low + size) - max(start, low)) / size
    known = (result.until - result.start) / size
    return [_level(share, cell < known) for cell, share in enumerate(shares)]


def _level(share: float, known: bool) -> int:
    if share <= 0:
        return 0 if known else _LEVELS + 1
    return max(1, min(_LEVELS, round(share * _LEVELS)))


def _axis(start: float, end: float, width: int) -> str:
    """The first and the last moment, with the time of day where days are few; only the first where room is short."""
    form = "%Y-%m-%d" if end - start > 3 * 86400 else "%Y-%m-%d %H:%M"
    first, last = (datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime(form) for moment in (start, end))
    room = width - len(first)
    return f"{first}{last:>{room}}" if room > len(last) else first[:width]

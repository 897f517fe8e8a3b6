"""A chart for the terminal: a row for each rule, time from left to right, the darker the more of it fired."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ._run import Result

__all__ = ["chart"]

SIGNS = " ▁▂▃▄▅▆▇█"
_LEAST = 20


def chart(results: Sequence[Result], width: int) -> list[str]:
    """Lines of at most ``width`` characters. Any firing at all shows at least the lowest sign."""
    if not results:
        return []
    names = [result.rule.name for result in results]
    left = min(max(map(len, names)), max(12, width // 3))
    cells = max(_LEAST, width - left - 2)
    lines = [
        f"{name[:left]:{left}} |{''.join(SIGNS[level] for level in _levels(result, cells))}"
        for name, result in zip(names, results, strict=True)
    ]
    start, end = (_day(moment) for moment in (results[0].start, results[0].end))
    return [*lines, f"{'':{left}}  {start}{end:>{max(0, cells - len(start))}}"]


def _levels(result: Result, cells: int) -> list[int]:
    size = (result.end - result.start) / cells
    shares = [0.0] * cells
    for start, end in result.stretches:
        first = max(0, int((start - result.start) / size))
        last = min(cells - 1, int((min(end, result.end) - result.start) / size))
        for cell in range(first, last + 1):
            low = result.start + cell * size
            shares[cell] += max(0.0, min(end, low + size) - max(start, low)) / size
    return [0 if share <= 0 else max(1, min(len(SIGNS) - 1, round(share * (len(SIGNS) - 1)))) for share in shares]


def _day(moment: float) -> str:
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y-%m-%d")

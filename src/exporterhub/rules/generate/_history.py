"""Thresholds from what was: quantiles hour by hour, so that what happens every night or every Monday stays in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

__all__ = ["History", "Levels", "levels"]

_HOUR, _DAY = 3600.0, 86400.0
_QUANTILE = 0.99
_LEAST = 5


class History(Protocol):
    """Past values. The window is the history's own affair."""

    def series(self, expr: str) -> Sequence[tuple[Mapping[str, str], Sequence[tuple[float, float]]]]:
        """The series of a query over the window: labels, and (seconds since 1970, value) in the order of time."""
        ...


class Levels(NamedTuple):
    """What the values of a query reached in ordinary hours: ``high`` and ``low``, over ``days`` days."""

    high: float
    low: float
    days: float

    @property
    def window(self) -> str:
        """The length of the history in words."""
        return f"{self.days:.0f} days" if self.days >= 2 else f"{max(self.days * 24, 1):.0f} hours"


def levels(history: History, expr: str) -> Levels | None:
    """The highest 99 % quantile (and the lowest 1 % quantile) of any hour of the week; None where there are no values.

    Quantiles are taken for each series and each hour of working days and of weekends by itself: an hour of backup every
    Sunday is less than 1 % of all values, and yet no reason for an alert.
    """
    highs: list[float] = []
    lows: list[float] = []
    first, last = float("inf"), 0.0
    for _, points in history.series(expr):
        real = [(time, value) for time, value in points if value == value and abs(value) != float("inf")]
        if not real:
            continue
        first, last = min(first, real[0][0]), max(last, real[-1][0])
        for values in _seasons(real):
            highs.append(_quantile(values, _QUANTILE))
            lows.append(_quantile(values, 1 - _QUANTILE))
    return Levels(max(highs), min(lows), (last - first) / _DAY) if highs else None


def _seasons(points: Sequence[tuple[float, float]]) -> list[list[float]]:
    """Values by hour of the day, working days and weekends apart; all in one where there are too few of them."""
    found: dict[tuple[bool, int], list[float]] = {}
    for time, value in points:
        day = int(time // _DAY)
        weekend = (day + 3) % 7 >= 5  # 1970 began on a Thursday
        found.setdefault((weekend, int(time % _DAY // _HOUR)), []).append(value)
    parts = list(found.values())
    return parts if min(map(len, parts)) >= _LEAST else [[value for _, value in points]]


def _quantile(values: Sequence[float], q: float) -> float:
    ordered = sorted(values)
    at = q * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)

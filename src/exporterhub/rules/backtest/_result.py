"""What one alert would have done."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from exporterhub.catalog import Rule

from ._spells import FLAPS, Interval, Spell, comebacks, joined

__all__ = ["Fired", "Result"]


@dataclass(frozen=True)
class Fired:
    """One alert of a rule: the labels of its series, and when it fired, in order."""

    labels: Mapping[str, str]
    spells: tuple[Spell, ...]

    @property
    def comebacks(self) -> int:
        """How often it came back within an hour of its end."""
        return comebacks(self.spells)


@dataclass(frozen=True)
class Result:
    """What the alerts of one rule would have done from ``start`` to ``end`` (seconds since the epoch).

    ``series`` are those that fired, the one that fired longest first; what fired before ``start`` or still fires at
    ``end`` is cut there. ``pending`` counts the times that ended before ``for`` was over. ``nothing`` names metrics
    that have no series at all, ``unmatched`` selectors that fit none of their metric's. ``inlined`` are recording rules
    that were put in the place of their names.

    ``problem`` says why not all could be asked: then the rest is what was known up to ``until``. ``lost`` says that
    it was for the server's failure, so that the same may succeed later. ``warnings`` are the server's own.
    """

    rule: Rule
    start: float
    end: float
    until: float
    step: float = 60.0
    series: tuple[Fired, ...] = ()
    pending: int = 0
    nothing: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    inlined: tuple[str, ...] = ()
    problem: str = ""
    remedy: str = ""
    lost: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def spells(self) -> tuple[Spell, ...]:
        """All times one of its alerts fired, in order."""
        return tuple(sorted(spell for fired in self.series for spell in fired.spells))

    @property
    def stretches(self) -> list[Interval]:
        """The times of all alerts laid over each other."""
        return joined([], self.spells, 0.0)

    @property
    def seconds(self) -> float:
        """How long at least one alert of the rule was firing."""
        return sum(end - start for start, end in self.stretches)

    @property
    def share(self) -> float:
        """The same as a share of the time that is known."""
        known = min(self.until, self.end) - self.start
        return min(1.0, self.seconds / known) if known > 0 else 0.0

    @property
    def known(self) -> float:
        """The share of the time that was asked for."""
        return min(1.0, max(0.0, (self.until - self.start) / (self.end - self.start)))

    @property
    def longest(self) -> float:
        """The longest single time, in seconds."""
        return max((spell.seconds for spell in self.spells), default=0.0)

    @property
    def median(self) -> float:
        """The median of the single times, in seconds."""
        return statistics.median([spell.seconds for spell in self.spells]) if self.spells else 0.0

    @property
    def flapping(self) -> bool:
        """Whether one of its alerts came back again and again."""
        return any(fired.comebacks >= FLAPS for fired in self.series)

    @property
    def comebacks(self) -> int:
        """How often alerts came back within an hour of their end."""
        return sum(fired.comebacks for fired in self.series)

    @property
    def firing(self) -> int:
        """How many alerts are firing at the end."""
        return sum(fired.spells[-1].end >= self.end for fired in self.series)

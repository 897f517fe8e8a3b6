"""From the times at which an expression was true to the times at which its alert fired, as Prometheus has it.

Prometheus rules/alerting.go: an alert is pending from the first evaluation that has its labels, fires when it has been
pending for at least ``for``, and is gone with the first evaluation without them; one that fires stays for
``keep_firing_for`` more, and goes on when its labels come back in that time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

__all__ = ["FLAPS", "FLAP_SECONDS", "Interval", "Spell", "clipped", "comebacks", "joined", "spells_of", "whole"]

Interval = tuple[float, float]
"""First and last evaluation, both with the labels; all evaluations in between have them too."""

FLAPS = 3
FLAP_SECONDS = 3600.0
"""An alert flaps when it came back within an hour of its end, with the same labels, three times or more."""


class Spell(NamedTuple):
    """One alert that fired: from ``start`` to ``end`` (seconds since the epoch, ``end`` is the first time without)."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long."""
        return self.end - self.start


def joined(intervals: Sequence[Interval], more: Iterable[Interval], step: float) -> list[Interval]:
    """Both, in order of time; those that touch (one step apart at most) made one."""
    found: list[Interval] = []
    for start, end in sorted([*intervals, *more]):
        if found and start - found[-1][1] <= step * 1.5:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def clipped(intervals: Iterable[Interval], start: float, end: float) -> list[Interval]:
    """What of them lies between two times, both included."""
    return [(max(first, start), min(last, end)) for first, last in intervals if first <= end and last >= start]


def spells_of(
    intervals: Sequence[Interval], *, wait: float, keep: float, step: float
) -> tuple[list[Spell], list[Interval]]:
    """When an alert of these labels fired, and the times it was pending only.

    Args:
        intervals: when the expression had the labels, in order.
        wait: the rule's ``for`` in seconds.
        keep: its ``keep_firing_for`` in seconds.
        step: seconds between evaluations.
    """
    fired: list[Spell] = []
    pending: list[Interval] = []
    for start, end in intervals:
        over = end + step + whole(keep, step)  # the evaluation that finds it gone for long enough
        if keep and fired and start <= fired[-1].end:
            fired[-1] = Spell(fired[-1].start, over)
        elif start + whole(wait, step) <= end:
            fired.append(Spell(start + whole(wait, step), over))
        else:
            pending.append((start, end))
    return fired, pending


def comebacks(spells: Sequence[Spell]) -> int:
    """How often an alert came back soon after its end; ``spells`` are those of one label set, in order."""
    return sum(later.start - earlier.end < FLAP_SECONDS for earlier, later in pairwise(spells))


def whole(seconds: float, step: float) -> float:
    """Rounded up to whole evaluations."""
    return -(-seconds // step) * step

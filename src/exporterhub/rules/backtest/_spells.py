"""From the times at which an expression was true to the times at which its alert fired, as Prometheus has it.

Prometheus rules/alerting.go: an alert is pending from the first evaluation that has its labels, fires when it has been
pending for at least ``for``, and is gone with the first evaluation without them; one that fires stays for
``keep_firing_for`` more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Interval", "Spell", "joined", "spells_of"]

Interval = tuple[float, float]
"""First and last evaluation, both with the labels; all evaluations in between have them too."""


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


def spells_of(intervals: Sequence[Interval], *, wait: float, keep: float, step: float) -> tuple[list[Spell], int]:
    """When an alert of these labels fired, and how often it was pending only.

    Args:
        intervals: when the expression had the labels, in order.
        wait: the rule's ``for`` in seconds.
        keep: its ``keep_firing_for`` in seconds.
        step: seconds between evaluations.
    """
    fired: list[Spell] = []
    pending = 0
    for start, end in intervals:
        over = end + step + _whole(keep, step)  # the evaluation that finds it gone for long enough
        if keep and fired and start <= fired[-1].end:
            fired[-1] = Spell(fired[-1].start, over)
        elif start + _whole(wait, step) <= end:
            fired.append(Spell(start + _whole(wait, step), over))
        else:
            pending += 1
    return fired, pending


def _whole(seconds: float, step: float) -> float:
    """Rounded up to whole evaluations."""
    return -(-seconds // step) * step

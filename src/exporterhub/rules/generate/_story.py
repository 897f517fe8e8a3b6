"""Unit tests of a generated alert: calm, trouble just beyond the limit, calm again; trouble just below it; a restart.

The values stand just beyond and just below each threshold, so that a mistake in the rule shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ._idea import Firing, Scenario
from ._text import number, selector

__all__ = ["OTHER_TARGETS", "Lane", "below", "flat", "restart", "story", "target"]

_JOB, _INSTANCE = "demo", "a:9000"
_HIGH = 1000.0
OTHER_TARGETS = ({"job": "other", "instance": _INSTANCE}, {"job": _JOB, "instance": "b:9000"})
"""Targets that share one of job and instance with the one under test."""


class Lane(NamedTuple):
    """One series of a test: its value, or for a ``counter`` what it adds in a minute, in calm and in trouble."""

    name: str
    labels: Mapping[str, str]
    calm: float
    bad: float
    counter: bool = False


def target(labels: Mapping[str, str]) -> dict[str, str]:
    """The labels of a series as Prometheus stores it: with job and instance, without those that are empty."""
    return {"job": _JOB, "instance": _INSTANCE, **{name: value for name, value in labels.items() if value}}


def flat(name: str, labels: Mapping[str, str], value: float, minutes: int) -> tuple[str, str]:
    """A series that does not change."""
    return selector(name, labels), f"{number(value)}x{minutes}"


def story(
    lanes: Sequence[Lane],
    labels: Mapping[str, str],
    value: float,
    *,
    minutes: int,
    window: int = 0,
    title: str = "trouble comes, lasts and ends",
    also: Sequence[tuple[str, str]] = (),
    step: int = 1,
    settle: int = 5,
) -> Scenario:
    """Trouble for long enough: not yet firing before ``minutes`` are over, then firing, then resolved.

    ``window`` is the longest range of the query, ``value`` what its result is while the trouble lasts; both times are
    in steps of ``step`` minutes. ``settle`` is how long before and after it is calm besides.
    """
    calm, bad = window + settle, window + minutes + settle
    series = [(selector(lane.name, lane.labels), _values(lane, calm, bad, calm)) for lane in lanes]
    fires = Firing((calm + bad - 2) * step, labels, value)
    quiet = [calm - 1, *([calm + minutes - 1] if minutes else []), 2 * calm + bad - 1]
    return Scenario(title, (*series, *also), (fires,), tuple(minute * step for minute in quiet), step)


def below(lanes: Sequence[Lane], *, minutes: int, window: int = 0, title: str = "just below the limit") -> Scenario:
    """The calm values of ``lanes`` for as long as trouble would take: quiet."""
    length = window + minutes + 10
    series = tuple((selector(lane.name, lane.labels), _values(lane, length, 0, 0)) for lane in lanes)
    return Scenario(title, series, quiet=(length - 1,))


def restart(names: Sequence[tuple[str, Mapping[str, str]]], *, minutes: int, window: int) -> Scenario:
    """The process restarts, and its counters begin anew: quiet."""
    length = window + minutes + 5
    values = f"{number(_HIGH * 1000)}x{window + 1} 0x{length}"
    series = tuple((selector(name, labels), values) for name, labels in names)
    return Scenario("a restart sets the counters back", series, quiet=(window + 4, window + length))


def _values(lane: Lane, calm: int, bad: int, after: int) -> str:
    phases = [(lane.calm, calm), (lane.bad, bad), (lane.calm, after)]
    if not lane.counter:
        return " ".join(f"{number(value)}x{length - 1}" for value, length in phases if length)
    parts, at = [], _HIGH
    for step, length in phases:
        if length:
            parts.append(f"{number(at)}{'+' if step >= 0 else ''}{number(step)}x{length - 1}")
            at = float(f"{at + step * length:.10g}")
    return " ".join(parts)

"""What a heuristic says: an alert with its reason and tests, or why a family has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Decline", "Firing", "Idea", "Scenario"]


class Firing(NamedTuple):
    """An alert that a scenario expects: at which minute, with the labels and the value of its query's result."""

    minute: int
    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """One unit test.

    ``series`` are selectors with values as promtool writes them (``0+5x10``), a value every ``step`` minutes;
    ``quiet`` are the minutes at which the alert must not fire.
    """

    title: str
    series: tuple[tuple[str, str], ...]
    fires: tuple[Firing, ...] = ()
    quiet: tuple[int, ...] = ()
    step: int = 1


@dataclass(frozen=True, slots=True)
class Idea:
    """An alert that a heuristic proposes.

    ``reason`` says in a sentence why these families have it. ``guess`` says what stands behind a threshold that no
    data back, ``basis`` what data back it; one of them is empty. ``families`` are those it answers for, the first one
    names it. ``minutes`` is how long the condition must hold.
    """

    alert: str
    expr: str
    minutes: int
    severity: str
    summary: str
    description: str
    reason: str
    families: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    guess: str = ""
    basis: str = ""


class Decline(NamedTuple):
    """Why a family that a heuristic looked at has no rule from it."""

    family: str
    reason: str

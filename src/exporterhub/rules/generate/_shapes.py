"""Alerts of the same shape, with their unit tests: a level beyond a number, a flag, a flag that has turned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ._idea import Idea, Scenario
from ._story import Lane, below, flat, story, target
from ._subject import Level, Seen, of_what, which
from ._text import camel, number, selector

__all__ = ["Words", "beyond", "ending", "flag", "named", "turned"]

_ENDINGS = ("_total", "_bytes", "_seconds", "_milliseconds", "_ms", "_ratio", "_percent", "_celsius", "_count", "_info")
_AGO = 5


class Words(NamedTuple):
    """What an alert says. ``what`` is the summary up to "on <instance>"."""

    alert: str
    what: str
    advice: str
    reason: str
    severity: str = "warning"


def named(name: str, ending: str, *drop: str) -> str:
    """The name of an alert: the metric's, without its unit and the words ``drop`` at its end, and what is wrong."""
    changed = True
    while changed:
        changed = False
        for tail in (*_ENDINGS, *(f"_{word}" for word in drop)):
            if name.endswith(tail) and len(name) > len(tail):
                name, changed = name.removesuffix(tail), True
    stem = camel(name)
    return stem if stem.lower().endswith(ending.lower()) else stem + ending


def ending(seen: Seen) -> str:
    """What the metric says of itself, as a sentence for a description."""
    if not seen.help:
        return f"Look at {seen.name} over time."
    return f"{seen.name}: {seen.help}{'' if seen.help.endswith(('.', '?', '!')) else '.'}"


def summary(what: str, labels: tuple[str, ...]) -> str:
    """The summary of an alert on one instance, with the labels that say which thing there."""
    return f"{what} on {{{{ $labels.instance }}}}{of_what(labels)}"


def beyond(
    seen: Seen,
    op: str,
    level: Level,
    words: Words,
    *,
    minutes: int,
    guard: str = "",
    bad: float | None = None,
    calm: float | None = None,
) -> Idea:
    """``metric > number``: the value of a level beyond a threshold. ``guard`` is what follows in the query."""
    up = op.startswith(">")
    limit = level.value
    high, low = (limit * 1.5 or 1.0, limit * 0.9) if up else (limit * 0.6, limit * 1.3)
    bad, calm = high if bad is None else bad, low if calm is None else calm
    labels = target(seen.example())
    lane = Lane(seen.name, labels, calm, bad)
    return Idea(
        words.alert,
        f"{seen.name} {op} {number(limit)}{guard}",
        minutes,
        words.severity,
        summary(words.what, which(seen)),
        f"{words.advice} {ending(seen)}",
        words.reason,
        (seen.family,),
        (story([lane], labels, bad, minutes=minutes), below([lane], minutes=minutes)),
        level.guess,
        level.basis,
    )


def flag(seen: Seen, bad: int, words: Words, *, minutes: int, matcher: Mapping[str, str] | None = None) -> Idea:
    """``metric == 0``: a flag shows trouble. ``matcher`` are labels and values that are asked for."""
    labels = target(seen.example() if matcher is None else _with(seen, matcher))
    asked = selector(seen.name, matcher or {})
    lane = Lane(seen.name, labels, 1 - bad, bad)
    return Idea(
        words.alert,
        f"{asked} == {bad}",
        minutes,
        words.severity,
        summary(words.what, which(seen)),
        f"{words.advice} {ending(seen)}",
        words.reason,
        (seen.family,),
        (story([lane], labels, bad, minutes=minutes), below([lane], minutes=minutes, title="all is well")),
    )


def turned(seen: Seen, bad: int, words: Words, *, minutes: int) -> Idea:
    """A flag that shows trouble now and did not within the last day: what always stood so is meant to."""
    good = 1 - bad
    labels = target(seen.example())
    function = "max_over_time" if good else "min_over_time"
    expr = f"{seen.name} == {bad} and {function}({seen.name}[1d]) == {good}"
    lane = Lane(seen.name, labels, good, bad)
    always = Scenario("it always was so", (flat(seen.name, labels, bad, minutes + 10),), quiet=(minutes + 9,))
    return Idea(
        words.alert,
        expr,
        minutes,
        words.severity,
        summary(words.what, which(seen)),
        f"{words.advice} What was so for a day is taken as meant. {ending(seen)}",
        words.reason,
        (seen.family,),
        (story([lane], labels, bad, minutes=minutes), below([lane], minutes=minutes, title="all is well"), always),
    )


def _with(seen: Seen, matcher: Mapping[str, str]) -> Mapping[str, str]:
    fitting = (labels for labels, _ in seen.rows if all(labels.get(name) == value for name, value in matcher.items()))
    return next(fitting, {**seen.example(), **matcher})

"""Asking the server piece by piece, and summing up."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from exporterhub.catalog import Rule
from exporterhub.errors import BadInput, ExporterHubError
from exporterhub.prometheus import Series, Server, TooMuch, TooSlow
from exporterhub.promql import Query, examine, number_of_seconds

from ._spells import Interval, Spell, joined, spells_of
from ._state import State, open_state

__all__ = ["Progress", "Result", "backtest"]

MOST_POINTS = 10_000
"""Prometheus allows 11,000 a series."""

LEAST_POINTS = 10

FLAPS = 3
FLAP_SECONDS = 3600.0
"""An alert flaps when one of the same labels came back within an hour of its end, three times or more."""

Progress = Callable[[Rule, float], None]
"""Told the rule and which share of its time has been asked for (0 to 1)."""


@dataclass(frozen=True)
class Result:
    """What one alert would have done from ``start`` to ``end`` (seconds since the epoch).

    ``spells`` are all times it fired, of all label sets, in order; ``pending`` counts those that ended before ``for``
    was over. ``nothing`` names selectors that no series fits. ``problem`` says why the server could not answer, in
    which case the rest is what was known up to ``until``.
    """

    rule: Rule
    start: float
    end: float
    until: float
    spells: tuple[Spell, ...] = ()
    labels: int = 0
    pending: int = 0
    flapping: bool = False
    nothing: tuple[str, ...] = ()
    problem: str = ""
    inlined: tuple[str, ...] = field(default=())

    @property
    def seconds(self) -> float:
        """How long at least one alert of the rule was firing."""
        return sum(end - start for start, end in self.stretches)

    @property
    def share(self) -> float:
        """The same as a share of the whole time."""
        return min(1.0, self.seconds / (self.end - self.start)) if self.end > self.start else 0.0

    @property
    def stretches(self) -> list[Interval]:
        """The times of all label sets laid over each other."""
        return joined([], [(spell.start, spell.end) for spell in self.spells], 0.0)

    @property
    def longest(self) -> float:
        """The longest single time, in seconds."""
        return max((spell.seconds for spell in self.spells), default=0.0)

    @property
    def median(self) -> float:
        """The median of the single times, in seconds."""
        return statistics.median([spell.seconds for spell in self.spells]) if self.spells else 0.0


def backtest(
    rules: Sequence[Rule],
    server: Server,
    start: float,
    end: float,
    *,
    step: float = 60.0,
    folder: Path | None = None,
    progress: Progress = lambda _rule, _share: None,
) -> list[Result]:
    """What each alert of ``rules`` would have done between two times.

    Args:
        rules: a rule file's rules; recording rules that alerts read are put in their place where the server has none.
        server: a live Prometheus.
        start: seconds since the epoch; rounded down to a whole step.
        end: the same.
        step: seconds between two evaluations.
        folder: where what is learned is kept, for an interruption; None for nowhere.
        progress: is told how far it is.

    Raises:
        BadInput: there is nothing between the times, or no alert.
        Missing: the server does not answer at all. One that fails later on is the ``problem`` of results.
    """
    alerts = [rule for rule in rules if rule.kind == "alert"]
    if not alerts:
        raise BadInput("there are no alerts to test", remedy="give a rule file with alerting rules")
    start, end = start // step * step, end // step * step
    if end <= start:
        raise BadInput("there is no time between the two ends", remedy="let --from be before --to")
    server.query("vector(1)")
    recorded = {rule.name: rule for rule in rules if rule.kind == "record"}
    return [_one(rule, recorded, server, start, end, step, folder, progress) for rule in alerts]


def _one(
    rule: Rule,
    recorded: dict[str, Rule],
    server: Server,
    start: float,
    end: float,
    step: float,
    folder: Path | None,
    progress: Progress,
) -> Result:
    nothing: tuple[str, ...] = ()
    inlined: tuple[str, ...] = ()
    problem = ""
    expr = rule.expr
    state = State(None, start)
    try:
        lacking = _lacking(server, examine(expr), start, end)
        expr, inlined = _inlined(expr, recorded, {name for name, _ in lacking}, step)
        if inlined:
            lacking = _lacking(server, examine(expr), start, end)
        nothing = tuple(dict.fromkeys(text for _, text in lacking))
        state = open_state(folder, server=server.url, expr=expr, start=start, end=end, step=step)
        _ask(server, expr, state, end, step, lambda: progress(rule, (state.until - start) / (end - start)))
    except ExporterHubError as error:
        problem = error.message
    return _summed(rule, state, start, end, step, nothing, problem, inlined)


def _ask(server: Server, expr: str, state: State, end: float, step: float, told: Callable[[], None]) -> None:
    """Ask from where the state ends to ``end``; a piece that is too much for the server is halved."""
    points = MOST_POINTS
    while state.until < end:
        last = min(end - step, state.until + step * (points - 1))
        try:
            found = server.query_range(expr, state.until, last, step)
        except (TooMuch, TooSlow):
            if points <= LEAST_POINTS:
                raise
            points = max(LEAST_POINTS, points // 2)
            continue
        _add(state, found, step)
        state.until = last + step
        state.save()
        told()
    told()


def _add(state: State, found: Sequence[Series], step: float) -> None:
    for series in found:
        key = json.dumps({k: v for k, v in sorted(series.labels.items()) if k != "__name__"})
        times = [(point.time, point.time) for point in series.points]
        state.intervals[key] = joined(state.intervals.get(key, []), joined([], times, step), step)


def _summed(
    rule: Rule,
    state: State,
    start: float,
    end: float,
    step: float,
    nothing: tuple[str, ...],
    problem: str,
    inlined: tuple[str, ...],
) -> Result:
    wait = rule.for_seconds
    keep = (number_of_seconds(rule.keep_firing_for) or 0.0) if rule.keep_firing_for else 0.0
    spells: list[Spell] = []
    pending = labels = 0
    flapping = False
    for intervals in state.intervals.values():
        fired, only = spells_of(intervals, wait=wait, keep=keep, step=step)
        spells += fired
        pending += only
        labels += bool(fired)
        again = sum(later.start - earlier.end < FLAP_SECONDS for earlier, later in pairwise(fired))
        flapping = flapping or again >= FLAPS
    return Result(
        rule, start, end, state.until, tuple(sorted(spells)), labels, pending, flapping, nothing, problem, inlined
    )


def _lacking(server: Server, query: Query, start: float, end: float) -> list[tuple[str, str]]:
    """Metric name and text of the selectors that no series fits."""
    lacking = []
    for selector in query.selectors:
        text = query.text[selector.start : selector.body_end].strip()
        if selector.metric and not server.series([text], start, end, limit=1):
            lacking.append((selector.metric, text))
    return lacking


def _inlined(expr: str, recorded: dict[str, Rule], lacking: set[str], step: float) -> tuple[str, tuple[str, ...]]:
    """``expr`` with recording rules that the server lacks in the place of their names, as far as that can be done."""
    names: list[str] = []
    for _ in range(5):  # recording rules may read others
        query = examine(expr)
        changes = [
            selector
            for selector in query.selectors
            if selector.metric in recorded and selector.metric in lacking | set(names) and not selector.matchers
        ]
        if not changes:
            break
        for selector in sorted(changes, key=lambda one: one.start, reverse=True):
            name = str(selector.metric)
            body = f"({recorded[name].expr.strip()})"
            rest = query.text[selector.body_end : selector.end]
            if selector.window is not None:
                rest = rest.replace("]", f":{step:g}s]", 1)
            expr = expr[: selector.start] + body + rest + expr[selector.end :]
            names.append(name)
    return expr, tuple(dict.fromkeys(names))

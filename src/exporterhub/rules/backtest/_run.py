"""All alerts of some rules, one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exporterhub.catalog import Rule
from exporterhub.errors import BadInput, ExporterHubError, Missing
from exporterhub.prometheus import Server
from exporterhub.promql import analyse, number_of_seconds

from ._ask import ask
from ._inline import inlined
from ._reads import Lacking, Lookout
from ._result import Fired, Result
from ._spells import Spell, clipped, spells_of, whole
from ._state import State, open_state

__all__ = ["Progress", "backtest"]

Progress = Callable[[Rule, float], None]
"""Told the rule and which share of its time is known (0 to 1)."""

_NONE: tuple[str, ...] = ()


def backtest(
    rules: Sequence[Rule],
    server: Server,
    start: float,
    end: float,
    *,
    step: float = 60.0,
    folder: Path | None = None,
    anew: bool = False,
    progress: Progress = lambda _rule, _share: None,
) -> list[Result]:
    """What each alert of ``rules`` would have done between two times.

    Args:
        rules: a rule file's rules; recording rules that alerts read are put in their place where the server has none.
        server: a live Prometheus.
        start: seconds since the epoch; rounded down to a whole step. What is pending or firing then is seen: the server
            is also asked for the time of ``for`` and ``keep_firing_for`` before it.
        end: the same; it must not be in the future, where nothing is true.
        step: seconds between two evaluations.
        folder: where what is learned is kept, for an interruption and the next time; None for nowhere.
        anew: pass over what is known.
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
    run = _Run(server, start, end, step, folder, anew, progress, Lookout(server, start, end))
    for rule in rules:
        if rule.kind == "record":
            run.recorded.setdefault(rule.name, []).append(rule)
    return [run.one(rule) for rule in alerts]


@dataclass
class _Run:
    server: Server
    start: float
    end: float
    step: float
    folder: Path | None
    anew: bool
    progress: Progress
    lookout: Lookout
    recorded: dict[str, list[Rule]] = field(default_factory=dict)
    gone: ExporterHubError | None = None

    def one(self, rule: Rule) -> Result:
        """One alert. After the server is gone only what is known already."""
        begin = self.start - whole(rule.for_seconds, self.step) - whole(_keep(rule), self.step) - self.step
        lacking, expr, names = Lacking((), ()), rule.expr, _NONE
        problem = self.gone
        if not problem:
            try:
                lacking, expr, names = self._prepared(rule)
            except ExporterHubError as error:
                problem = self._noted(error)
        state = open_state(
            self.folder, server=self.server.identity, expr=expr, start=begin, step=self.step, anew=self.anew
        )
        if not problem:
            try:
                ask(self.server, expr, state, self.end, self.step, lambda: self._tell(rule, begin, state))
            except ExporterHubError as error:
                problem = self._noted(error)
        return self._summed(rule, state, lacking, names, problem if state.until < self.end else None)

    def _prepared(self, rule: Rule) -> tuple[Lacking, str, tuple[str, ...]]:
        lacking = self.lookout.lacking(analyse(rule.expr))
        expr, names = inlined(rule.expr, self.recorded, self.lookout.lacks, self.step)
        return (self.lookout.lacking(analyse(expr)) if names else lacking), expr, names

    def _noted(self, error: ExporterHubError) -> ExporterHubError:
        """A server that answers nothing any more is not asked for the other rules."""
        if isinstance(error, Missing):
            try:
                self.server.query("vector(1)")
            except ExporterHubError as gone:
                self.gone = gone
        return error

    def _tell(self, rule: Rule, begin: float, state: State) -> None:
        self.progress(rule, min(1.0, (state.until - begin) / (self.end - begin)))

    def _summed(
        self, rule: Rule, state: State, lacking: Lacking, names: tuple[str, ...], problem: ExporterHubError | None
    ) -> Result:
        until = min(state.until, self.end)
        known = until - self.step  # the last evaluation
        series: list[Fired] = []
        pending = 0
        for key, intervals in state.intervals.items():
            fired, only = spells_of(
                clipped(intervals, state.since, known), wait=rule.for_seconds, keep=_keep(rule), step=self.step
            )
            spells = [Spell(max(self.start, one.start), min(until, one.end)) for one in fired if one.end > self.start]
            pending += sum(self.start <= last < known for _, last in only)
            if spells := [one for one in spells if one.start < one.end]:
                series.append(Fired(json.loads(key), tuple(spells)))
        series.sort(key=lambda one: -sum(spell.seconds for spell in one.spells))
        return Result(
            rule,
            self.start,
            self.end,
            until,
            self.step,
            tuple(series),
            pending,
            lacking.metrics,
            lacking.selectors,
            names,
            problem.message if problem else "",
            problem.remedy if problem else "",
            isinstance(problem, Missing),
            tuple(state.warnings),
        )


def _keep(rule: Rule) -> float:
    return (number_of_seconds(rule.keep_firing_for) or 0.0) if rule.keep_firing_for else 0.0

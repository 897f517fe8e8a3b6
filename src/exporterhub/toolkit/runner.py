"""Runs the collectors of an exporter: a deadline for each, one run of each at a time, a result from each.

A collector that may block runs in a worker thread. While it hangs, it is not started again: it is reported as failed,
at once, and costs the others nothing. Scrapes that come while a collector runs get the result of that run, so that ten
scrapers cost as much as one; such a result is at most as old as the run is long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence

from exporterhub.exposition import Family

from .collector import Collector, NoData, Result, Scrape
from .flight import Flight
from .logs import logger
from .workers import Workers

__all__ = ["Runner"]

_LOG = logger("collector")


class Runner:
    """The collectors of an exporter.

    ``collectors`` is read at every scrape, so it may be any iterable that can be read again. ``namespace`` begins the
    names of the runner's own metrics. ``workers`` is the number of threads for collectors that may block; one more is
    started for each that hangs. ``clock`` counts seconds and never goes back.
    """

    def __init__(
        self,
        collectors: Iterable[Collector],
        *,
        namespace: str,
        workers: int = 4,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.namespace = namespace
        self._collectors = collectors
        self._clock = clock
        self._workers = Workers(workers, name=f"{namespace}-collector")
        self._flights: dict[str, Flight[Result]] = {}
        self._boarding = threading.Lock()
        self._inline = threading.Lock()

    @property
    def names(self) -> list[str]:
        """The names of the collectors, in their order."""
        return [collector.name for collector in self._collectors]

    @property
    def may_block(self) -> bool:
        """Whether any of the collectors may block."""
        return any(collector.may_block for collector in self._collectors)

    def run(self, names: Collection[str] | None = None, timeout: float = 9.5) -> Sequence[Result]:
        """One result per collector, in their order, within about ``timeout`` seconds.

        Args:
            names: run these only; all unless given. Unknown names are ignored.
            timeout: seconds that the scrape may take.
        """
        scrape = Scrape(self._clock() + timeout, self._clock)
        chosen = [collector for collector in self._collectors if names is None or collector.name in names]
        slow = {c.name for c in chosen if c.may_block}  # asked once: the answer may change while they run
        flights = {c.name: self._board(c, scrape) for c in chosen if c.name in slow}
        inline = self._run_inline([c for c in chosen if c.name not in slow], scrape)
        return [self._await(c.name, flights[c.name], scrape) if c.name in slow else inline[c.name] for c in chosen]

    def close(self) -> None:
        """Let the idle threads end."""
        self._workers.close()

    def _run_inline(self, collectors: Sequence[Collector], scrape: Scrape) -> dict[str, Result]:
        """Results of collectors that do not block; two scrapes never run one at the same time."""
        if not collectors:
            return {}
        if not self._inline.acquire(timeout=scrape.remaining()):
            late = "another scrape is still at it, past the deadline of this one"
            return {c.name: self._failed(c.name, 0.0, late) for c in collectors}
        try:
            return {c.name: self._collect(c, scrape) for c in collectors}
        finally:
            self._inline.release()

    def _board(self, collector: Collector, scrape: Scrape) -> Flight[Result]:
        """The flight under way, or a new one."""
        now = self._clock()
        with self._boarding:
            flight = self._flights.get(collector.name)
            if flight is None or flight.landed.is_set():
                flight = Flight(
                    lambda: self._collect(collector, scrape), self._workers, started=now, deadline=scrape.deadline
                )
                self._flights[collector.name] = flight
            return flight

    def _await(self, name: str, flight: Flight[Result], scrape: Scrape) -> Result:
        if not flight.stuck:
            flight.wait(scrape.remaining())
        now = self._clock()
        overdue = flight.overdue(now)
        if flight.result is not None and not overdue:
            return flight.result
        waited = now - flight.started
        if not flight.begun:
            return self._failed(name, waited, "no free worker before the deadline: other collectors hang")
        return self._failed(name, waited, f"still running after {waited:.1f}s; not started again until it returns")

    def _collect(self, collector: Collector, scrape: Scrape) -> Result:
        started = self._clock()
        output: list[Family] = []
        try:
            given = collector.collect(scrape)
            if isinstance(given, bytes):
                return self._succeeded(collector.name, given, started)
            for family in given:
                output.append(family)  # noqa: PERF402 - what came before a failure is kept
            return self._succeeded(collector.name, output, started)
        except NoData as nothing:
            duration = self._clock() - started
            _LOG.debug("collector returned no data", name=collector.name, duration_seconds=duration, err=str(nothing))
            return Result(collector.name, output, False, duration, f"no data: {nothing}")
        except BaseException as error:  # a sys.exit() in a collector must not end a worker
            duration = self._clock() - started
            return self._failed(collector.name, duration, f"{type(error).__name__}: {error}", output)

    def _succeeded(self, name: str, output: Sequence[Family] | bytes, started: float) -> Result:
        duration = self._clock() - started
        _LOG.debug("collector succeeded", name=name, duration_seconds=duration)
        return Result(name, output, True, duration)

    def _failed(self, name: str, duration: float, error: str, output: Sequence[Family] = ()) -> Result:
        _LOG.error("collector failed", name=name, duration_seconds=duration, err=error)
        return Result(name, output, False, duration, error)

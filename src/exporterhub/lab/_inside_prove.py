"""Proving alerts inside the sandbox: a Prometheus that watches the healthy service, then each fault."""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TypedDict

from exporterhub.errors import ExporterHubError, LabFailure
from exporterhub.lab._job import Job, JobFault, JobProof
from exporterhub.lab._program import Running, fetch
from exporterhub.lab._proxy import Proxy
from exporterhub.lab._shorten import KEY
from exporterhub.lab._work import Repeated, Say, apply, in_background, load, start
from exporterhub.prometheus import Server

POLL_SECONDS = 0.25
POINTS = 200
MOST_SERIES = 5
_TARGET_SECONDS = 30.0
_CALM_SECONDS = 90.0


class Shown(TypedDict):
    """A series as it is reported."""

    labels: dict[str, str]
    values: list[float | None]


States = dict[str, str]
"""Active alerts: the rule's key to ``pending`` or ``firing`` (firing where one of several is)."""


class Prover:
    """One run: healthy first, then one fault after the other. Reports ``healthy`` and ``fault`` events."""

    def __init__(self, job: Job, proof: JobProof, programs: Mapping[str, Running], scratch: Path, say: Say) -> None:
        self._job = job
        self._proof = proof
        self._programs = programs
        self._watcher = Running(proof.watcher, scratch)
        self._server = Server(proof.url, seconds=10.0)
        self._proxies = {name: Proxy(*ports) for name, ports in proof.proxies.items()}
        self._say = say
        self._exporter = programs[proof.exporter]
        self._footprint: dict[str, float] = {}
        self._begin = 0.0
        self._spans: list[dict[str, object]] = []
        self._noisy: set[str] = set()  # a finding of their own; nobody waits for them to end

    def run(self) -> None:
        """Start everything, watch, break, mend, and end; raises LabFailure when the lab itself does not work."""
        start(self._programs, self._say)
        load(self._job, self._programs, self._say)
        start({"watcher": self._watcher}, self._say)
        self._wait_for_targets()
        repeated = Repeated([line for line in self._job.load if line.repeat], self._programs)
        self._healthy(repeated)
        for fault in self._proof.faults:
            self._fault(fault)
        repeated.stop()
        self._show()

    def _show(self) -> None:
        """Report what the panels showed from the healthy service on."""
        end = time.time()
        step = max(1.0, round((end - self._begin) / POINTS))
        problems: dict[str, str] = {}
        panels: dict[str, list[list[Shown]]] = {}
        for title, queries in self._proof.queries.items():
            try:
                panels[title] = [self._series(query, end, step) for query in queries]
            except ExporterHubError as error:
                problems[title] = error.message
        alerts = self._series(f'ALERTS{{alertstate="firing", {KEY}!=""}}', end, step, most=100)
        self._say(
            event="shown",
            text=f"{sum(any(any(series) for series in found) for found in panels.values())} panels have data",
            step=step,
            seconds=round(end - self._begin, 1),
            panels=panels,
            alerts=alerts,
            faults=self._spans,
            problems=problems,
            footprint=self._footprint,
        )

    def _measured(self, before: float, seconds: float) -> dict[str, float]:
        """What the exporter cost on the healthy service. Its page is counted without compression, and whole."""
        used, memory = self._exporter.usage()
        sizes = [len(fetch(target.url, "")[0]) for target in self._server.targets()]
        samples = sum(series.points[-1].value for series in self._server.query("scrape_samples_scraped"))
        scrapes = seconds / self._proof.interval * max(1, len(sizes))
        cpu = float(f"{(used - before) / scrapes:.3g}")
        return {"cpu_seconds": cpu, "memory_bytes": memory, "page_bytes": sum(sizes), "samples": int(samples)}

    def _series(self, query: str, end: float, step: float, most: int = MOST_SERIES) -> list[Shown]:
        """The series with the highest values, each value with four digits, None where there is none."""
        count = int((end - self._begin) / step) + 1
        found: list[Shown] = []
        for series in self._server.query_range(query, self._begin, end, step):
            values: list[float | None] = [None] * count
            for point in series.points:
                place = round((point.time - self._begin) / step)
                if 0 <= place < count and math.isfinite(point.value):
                    value = float(f"{point.value:.4g}")
                    values[place] = int(value) if value.is_integer() else value
            if any(value is not None for value in values):
                found.append({"labels": dict(series.labels), "values": values})
        found.sort(key=_highest, reverse=True)
        return found[:most]

    def _wait_for_targets(self) -> None:
        deadline = time.monotonic() + _TARGET_SECONDS
        while True:
            targets = self._server.targets()
            if len(targets) == self._proof.targets and all(target.health == "up" for target in targets):
                return
            if time.monotonic() > deadline:
                said = "; ".join(f"{target.url}: {target.health} {target.error}" for target in targets)
                raise LabFailure(f"Prometheus did not get all pages: {said}")
            time.sleep(POLL_SECONDS)

    def _healthy(self, repeated: Repeated) -> None:
        self._say(event="load", text=f"ordinary load for {self._proof.settle + self._proof.quiet:.0f} s")
        time.sleep(self._proof.settle)
        repeated.failures.clear()
        noisy: States = {}
        self._begin = time.time()
        begin = time.monotonic()
        before, _ = self._exporter.usage()
        while time.monotonic() < begin + self._proof.quiet:
            for key, state in self._active().items():
                if noisy.get(key) != "firing":
                    noisy[key] = state
            time.sleep(POLL_SECONDS)
        self._footprint = self._measured(before, time.monotonic() - begin)
        if repeated.failures:
            raise repeated.failures[0]
        problems = self._server.rule_problems()
        if problems:
            name, text = next(iter(problems.items()))
            raise LabFailure(f"Prometheus cannot evaluate {name}: {text}")
        states = dict(noisy)
        self._noisy = set(noisy)
        self._say(
            event="healthy",
            text=f"healthy for {self._proof.quiet:.0f} s" + (f", but not quiet: {_listed(states)}" if noisy else ""),
            seconds=self._proof.quiet,
            noisy=states,
        )

    def _fault(self, fault: JobFault) -> None:
        before = self._calm(_CALM_SECONDS)
        if before:
            self._say(event="start", text=f"before {fault.name}: still active: {_listed(before)}")
        self._say(event="start", text=f"fault {fault.name}")
        begin, shown = time.monotonic(), time.time() - self._begin
        ends = self._break(fault)
        fired, others = self._watch(fault, begin)
        mended = time.monotonic()
        for end in ends:
            end()
        over = time.time() - self._begin
        self._spans.append({"fault": fault.name, "start": round(shown, 1), "end": round(over, 1)})
        resolved, later = self._watch_resolve(fault, fired, mended)
        others |= later
        unexpected = sorted(others - {*fault.alerts, *fault.may, *before, *self._noisy})
        missed = [key for key in fault.alerts if key not in fired]
        unresolved = [key for key in fired if key not in resolved]
        self._say(
            event="fault",
            text=_in_words(fault, fired, resolved, missed, unexpected),
            fault=fault.name,
            fired=fired,
            resolved=resolved,
            missed=missed,
            unresolved=unresolved,
            unexpected=unexpected,
        )

    def _watch(self, fault: JobFault, begin: float) -> tuple[dict[str, float], set[str]]:
        """Until all expected alerts fire (and the fault has lasted its time): seconds of each, and what else fired."""
        fired: dict[str, float] = {}
        others: set[str] = set()
        while True:
            now = time.monotonic() - begin
            firing = {key for key, state in self._active().items() if state == "firing"}
            others |= firing - set(fault.alerts)
            for key in firing.intersection(fault.alerts):
                fired.setdefault(key, round(now, 1))
            if (len(fired) == len(fault.alerts) and now > self._proof.hold) or now > fault.seconds:
                return fired, others
            time.sleep(POLL_SECONDS)

    def _watch_resolve(
        self, fault: JobFault, fired: Collection[str], mended: float
    ) -> tuple[dict[str, float], set[str]]:
        resolved: dict[str, float] = {}
        others: set[str] = set()
        while True:
            now = time.monotonic() - mended
            active = self._active()
            others |= {key for key, state in active.items() if state == "firing"} - set(fault.alerts)
            for key in fired:
                if key in active:
                    resolved.pop(key, None)
                else:
                    resolved.setdefault(key, round(now, 1))
            if (len(resolved) == len(fired) and not active.keys() - self._noisy) or now > max(
                fault.seconds, _CALM_SECONDS
            ):
                return resolved, others
            time.sleep(POLL_SECONDS)

    def _break(self, fault: JobFault) -> list[Callable[[], None]]:
        """Begin the fault; what it returns ends it, in order."""
        ends: list[Callable[[], None]] = []
        repeated = [line for line in fault.run if line.repeat]
        for line in fault.run:
            if line.background:
                ends.append(in_background(self._programs[line.program], line).kill)
            elif not line.repeat:
                apply(self._programs[line.program], line)
        if repeated:
            ends.append(Repeated(repeated, self._programs).stop)
        for name in fault.freeze:
            self._programs[name].signal(signal.SIGSTOP)
            ends.append(lambda program=self._programs[name]: program.signal(signal.SIGCONT))  # type: ignore[misc]
        for name in fault.stop:
            self._programs[name].kill()
        ends.append(lambda: self._start_again(fault.stop))
        for change in fault.network:
            proxy = self._proxies[change.proxy]
            proxy.delay, proxy.hang = change.delay, change.hang
            if change.cut:
                proxy.cut()
            ends.append(proxy.mend)
        ends += [lambda line=line: apply(self._programs[line.program], line) for line in fault.undo]  # type: ignore[misc]
        return ends

    def _start_again(self, names: Collection[str]) -> None:
        for name, program in self._programs.items():
            if name in names:
                program.start_again()
                program.wait()

    def _calm(self, seconds: float) -> States:
        """Wait until no alert is pending or firing; what still is after ``seconds``."""
        deadline = time.monotonic() + seconds
        while active := {key: state for key, state in self._active().items() if key not in self._noisy}:
            if time.monotonic() > deadline:
                return active
            time.sleep(POLL_SECONDS)
        return {}

    def _active(self) -> States:
        states: States = {}
        try:
            alerts = self._server.alerts()
        except ExporterHubError as error:
            raise self._watcher.failure(f"Prometheus in the lab: {error.message}") from error
        for alert in alerts:
            key = alert.labels[KEY]
            if states.get(key) != "firing":
                states[key] = alert.state
        return states


def _highest(series: Shown) -> float:
    return max(value for value in series["values"] if value is not None)


def _listed(states: States) -> str:
    return ", ".join(f"{key} ({state})" for key, state in sorted(states.items()))


def _in_words(
    fault: JobFault,
    fired: Mapping[str, float],
    resolved: Mapping[str, float],
    missed: Collection[str],
    unexpected: Collection[str],
) -> str:
    parts = [
        f"{key} fired after {seconds:g} s"
        + (f", resolved {resolved[key]:g} s after its end" if key in resolved else ", DID NOT RESOLVE")
        for key, seconds in fired.items()
    ]
    parts += [f"{key} DID NOT FIRE" for key in missed]
    parts += [f"{key} fired UNEXPECTEDLY" for key in unexpected]
    return f"fault {fault.name}: {'; '.join(parts)}"

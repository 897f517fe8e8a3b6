"""Proving: run an entry's lab with a real Prometheus, and see which alerts fire under which fault."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from exporterhub.catalog import Entry, evidence_key
from exporterhub.catalog.models import Fault, Lab, Prove, ProveJob, Run
from exporterhub.dashboards import read_dashboard
from exporterhub.errors import BadInput
from exporterhub.lab._events import Event, Stage
from exporterhub.lab._job import JobFault, JobNetwork, JobProgram, JobProof, JobReady
from exporterhub.lab._plan import Plan, lab_of, plan
from exporterhub.lab._record import job_load, job_of, roots_of
from exporterhub.lab._sandboxed import events
from exporterhub.lab._shorten import longest, rule_file, shorten
from exporterhub.programs import debian_root

_SUITE = "sid"
"""Where Prometheus comes from: the newest that Debian has."""

_PORT = 19090
_WATCHER = "watcher"
_SETTLE_SECONDS = 5.0
_HOLD_SECONDS = 12.0
"""A fault lasts at least as long as the longest ``for`` in the lab, so that alerts that must not fire would."""


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What one fault did. ``fired`` and ``resolved`` map rules' keys to seconds from its beginning and its end.

    ``missed`` alerts should have fired, ``unresolved`` ones should have ended, ``unexpected`` ones not have fired.
    """

    fault: str
    fired: Mapping[str, float]
    resolved: Mapping[str, float]
    missed: tuple[str, ...]
    unresolved: tuple[str, ...]
    unexpected: tuple[str, ...]

    @property
    def as_expected(self) -> bool:
        """Whether what should fire did, nothing else did, and all ended."""
        return not (self.missed or self.unresolved or self.unexpected)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the panels showed: series over ``seconds`` from the healthy service on, a value every ``step`` seconds.

    ``panels`` maps a title to its queries' series (each ``labels`` and ``values``), ``alerts`` are the series of firing
    alerts, ``faults`` when each began and ended (seconds). ``problems`` maps a title to why a query of it failed.
    ``footprint`` is what the exporter cost: ``cpu_seconds`` a scrape, ``memory_bytes`` resident, ``page_bytes``,
    ``samples``.
    """

    step: float
    seconds: float
    panels: Mapping[str, list[list[dict[str, Any]]]]
    alerts: list[dict[str, Any]]
    faults: list[dict[str, Any]]
    problems: Mapping[str, str]
    footprint: Mapping[str, float]

    def has_data(self, title: str) -> bool:
        """Whether each query of the panel had a series."""
        found = self.panels.get(title)
        return bool(found) and all(found or ())


@dataclass(frozen=True, slots=True)
class Proof:
    """What one run showed.

    ``noisy`` are the alerts that were not quiet in ``seconds`` of health, each ``pending`` or ``firing``. ``whole``
    says that all faults of the run were made: what a panel shows only under one of the others is not to be seen.
    """

    run: str
    seconds: float
    noisy: Mapping[str, str]
    faults: tuple[Witnessed, ...]
    shown: Shown | None = None
    whole: bool = True

    @property
    def as_expected(self) -> bool:
        """Whether the healthy service was quiet and each fault did what it should."""
        return not self.noisy and all(fault.as_expected for fault in self.faults)


def prove_runs(entry: Entry) -> tuple[Run, ...]:
    """The runs in which the entry's alerts are proven.

    Raises:
        BadInput: the entry has nothing to prove, or names a run that is not there.
    """
    lab, proving = _proving(entry)
    if not entry.alerts:
        raise BadInput(f"{entry.slug} has no alerts to prove", remedy="write them as rules.yaml")
    known = {run.name: run for run in lab.runs}
    for name in proving.runs:
        if name not in known:
            raise BadInput(f"{entry.slug}: prove names the run {name!r}", remedy=f"its runs are {', '.join(known)}")
    return tuple(known[name] for name in proving.runs)


def _proving(entry: Entry) -> tuple[Lab, Prove]:
    lab = lab_of(entry)
    if lab is None or lab.prove is None:
        raise BadInput(f"{entry.slug}: lab.yaml has no `prove`", remedy="CONTRIBUTING.md shows how to write one")
    return lab, lab.prove


def prove(
    entry: Entry, run: Run, *, faults: Sequence[str] = (), report: Callable[[Event], None] = lambda _: None
) -> Proof:
    """Prove the alerts of ``entry`` in one run: quiet on the healthy service, then under each fault.

    Args:
        entry: an entry with rules and a lab that has ``prove``.
        run: one of ``prove_runs``.
        faults: names of the faults to make; all that apply to the run unless said.
        report: is told each step.

    Raises:
        BadInput: the lab names programs, proxies, alerts or faults that are not there.
        LabFailure: a program failed, or Prometheus refused the rules; the log's last lines are in ``log``.
        Missing: no sandbox or no Debian archive can be had here.
    """
    prove_runs(entry)
    lab, proving = _proving(entry)

    def say(stage: Stage, text: str) -> None:
        report(Event(entry.slug, run.name, stage, text))

    planned = plan(lab, run, purpose="prove")
    chosen = _chosen(entry, proving, run, faults)
    _fits(entry, planned, proving, chosen)
    roots = roots_of(planned, lambda text: say("root", text))
    watcher = debian_root(["prometheus"], _SUITE, progress=lambda text: say("root", text))
    job = replace(job_of(planned, roots), proof=_proof(entry, planned, proving, chosen, str(watcher.path)))
    seconds, noisy, seen, shown = 0.0, {}, [], None
    for event in events(job):
        stage: Stage = event["event"] if event["event"] in ("start", "ready", "load") else "load"
        say(stage, event["text"])
        if event["event"] == "healthy":
            seconds, noisy = event["seconds"], event["noisy"]
        elif event["event"] == "fault":
            seen.append(_witnessed(event))
        elif event["event"] == "shown":
            names = ("step", "seconds", "panels", "alerts", "faults", "problems", "footprint")
            shown = Shown(**{name: event[name] for name in names})
    whole = chosen == _chosen(entry, proving, run, ())
    return Proof(run.name, seconds, noisy, tuple(seen), shown, whole)


def _witnessed(event: Mapping[str, object]) -> Witnessed:
    names = ("fault", "fired", "resolved")
    lists = ("missed", "unresolved", "unexpected")
    return Witnessed(**{name: event[name] for name in names}, **{name: tuple(event[name]) for name in lists})  # type: ignore[arg-type]


def _chosen(entry: Entry, proving: Prove, run: Run, names: Sequence[str]) -> tuple[Fault, ...]:
    known = [fault.name for fault in proving.faults]
    for name in names:
        if name not in known:
            raise BadInput(f"{entry.slug} has no fault {name!r}", remedy=f"its faults are {', '.join(known)}")
    return tuple(
        fault
        for fault in proving.faults
        if (not fault.runs or run.name in fault.runs) and (not names or fault.name in names)
    )


def _fits(entry: Entry, planned: Plan, proving: Prove, faults: Sequence[Fault]) -> None:
    """All that the faults name is there."""
    programs = {step.name for step in planned.steps}
    keys = {evidence_key(entry, rule) for rule in entry.alerts}
    for fault in faults:
        named = [*fault.stop, *fault.freeze, *(load.program for load in (*fault.run, *fault.undo))]
        proxies = [change.proxy for change in fault.network]
        for what, names, there in (
            ("program", named, programs),
            ("proxy", proxies, set(proving.proxies)),
            ("alert", [*fault.alerts, *fault.may], keys),
        ):
            for name in names:
                if name not in there:
                    raise BadInput(
                        f"{entry.slug}, fault {fault.name}: there is no {what} {name!r}",
                        remedy=f"there are {', '.join(sorted(there)) or 'none'}",
                    )


def _proof(entry: Entry, planned: Plan, proving: Prove, faults: Sequence[Fault], root: str) -> JobProof:
    jobs = proving.jobs or (ProveJob(name=entry.slug, urls=tuple(scrape.url for scrape in planned.scrapes)),)
    return JobProof(
        watcher=_watcher(entry, proving, jobs, root),
        url=f"http://127.0.0.1:{_PORT}",
        targets=sum(len(job.urls) for job in jobs),
        proxies={name: (proxy.listen, proxy.to) for name, proxy in proving.proxies.items()},
        faults=tuple(map(_job_fault, faults)),
        settle=_SETTLE_SECONDS + longest(entry.rules, proving.interval),
        quiet=proving.seconds,
        hold=_HOLD_SECONDS,
        queries=_queries(entry, proving.interval),
        exporter=planned.exporter,
        interval=proving.interval,
    )


def _queries(entry: Entry, interval: float) -> dict[str, list[str]]:
    dashboard, _ = read_dashboard(entry)
    panels = dashboard.panels if dashboard else ()
    return {panel.title: [shorten(query.expr, interval) for query in panel.queries] for panel in panels}


def _job_fault(fault: Fault) -> JobFault:
    return JobFault(
        name=fault.name,
        stop=fault.stop,
        freeze=fault.freeze,
        run=tuple(map(job_load, fault.run)),
        undo=tuple(map(job_load, fault.undo)),
        network=tuple(JobNetwork(**change.model_dump()) for change in fault.network),
        alerts=fault.alerts,
        may=fault.may,
        seconds=fault.seconds,
    )


def _watcher(entry: Entry, proving: Prove, jobs: Sequence[ProveJob], root: str) -> JobProgram:
    """Prometheus as one more program of the lab."""
    rules = rule_file(((evidence_key(entry, rule), rule) for rule in entry.rules), proving.interval)
    every = f"{proving.interval:g}s"
    config = {
        "global": {"scrape_interval": every, "scrape_timeout": every, "evaluation_interval": "1s"},
        "rule_files": ["rules.yml"],
        "scrape_configs": [
            _scrape_config(f"{number}-{position}", job, url)
            for number, job in enumerate(jobs)
            for position, url in enumerate(job.urls)
        ],
    }
    run = (
        f"exec prometheus --config.file=prometheus.yml --storage.tsdb.path=data --web.listen-address=127.0.0.1:{_PORT}"
    )
    ready = JobReady(None, f"http://127.0.0.1:{_PORT}/-/ready", (), 0, "", "", 30.0)
    files = {"prometheus.yml": json.dumps(config), "rules.yml": rules}
    return JobProgram(_WATCHER, root, files, {}, "", run, ready, sysfs=False)


def _scrape_config(name: str, job: ProveJob, url: str) -> dict[str, object]:
    parts = urlsplit(url)
    parameters = parse_qs(parts.query, keep_blank_values=True)
    labels = {"job": job.name, **job.labels}
    if "target" in parameters:
        labels.setdefault("instance", parameters["target"][0])
    return {
        "job_name": name,
        "scheme": parts.scheme,
        "metrics_path": parts.path or "/",
        "params": parameters,
        "honor_labels": job.honor_labels,
        "static_configs": [{"targets": [parts.netloc], "labels": labels}],
    }

"""Prove alerts: a real Prometheus watches the healthy service, then real faults.

On the healthy service no alert may be pending or firing. Under each fault of lab.yaml the alerts it names must fire, no
others, and all must resolve after its end. What was seen is written to evidence.yaml. Rules are loaded with shorter
`for` and windows than they have; the entry is not changed. Exit code 1 when an alert did not do what it should.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from exporterhub.cli import _catalogs, _out
from exporterhub.cli._labs import (
    add_jobs,
    add_run,
    as_json,
    end_at_once,
    exit_code,
    need_own_catalog,
    need_sandbox,
    only_runs,
    said_of,
)
from exporterhub.cli._options import add_catalog, add_json
from exporterhub.cli._parallel import Done, side_by_side
from exporterhub.cli._progress import board
from exporterhub.errors import BadInput

if TYPE_CHECKING:
    from exporterhub.catalog import Entry
    from exporterhub.catalog.models import Run
    from exporterhub.lab import Event, Proof


class Task(NamedTuple):
    """One run of one entry, and the faults to make in it (all when none is named)."""

    entry: Entry
    run: Run
    faults: tuple[str, ...]

    @property
    def name(self) -> str:
        """As progress names it."""
        return f"{self.entry.slug}/{self.run.name}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which runs and faults, and how many at once."""
    parser.add_argument("slugs", metavar="SLUG", nargs="*", help="the entries whose alerts to prove")
    parser.add_argument("--all", action="store_true", help="every entry whose lab has `prove`")
    add_run(parser)
    parser.add_argument("--fault", metavar="NAME", action="append", default=[], help="only this fault; repeatable")
    add_jobs(parser)
    add_json(parser)
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Prove, write the evidence, and print what was seen."""
    tasks = _tasks(args)
    need_own_catalog(task.entry for task in tasks)
    need_sandbox()
    try:
        done = _prove(args, tasks)
    except KeyboardInterrupt:
        end_at_once("interrupted: what was running has been ended, nothing of it was written")
    _write(args, done)
    _print(args, done)
    failed = exit_code(end.error for end in done if end.error is not None)
    return failed or int(not all(end.result is not None and end.result.as_expected for end in done))


def _tasks(args: argparse.Namespace) -> list[Task]:
    from exporterhub.lab import prove_runs

    if bool(args.slugs) == args.all:
        raise BadInput("name the entries to prove, or say --all", remedy="`exporterhub lab prove redis` proves one")
    entries = _catalogs.entries(_catalogs.load(args), args.slugs)
    if args.all:
        entries = [entry for entry in entries if entry.lab and entry.lab.prove]
    tasks = [Task(entry, run, tuple(args.fault)) for entry in entries for run in prove_runs(entry)]
    known = dict.fromkeys(name for entry in entries for name in entry.faults)
    for name in args.fault:
        if name not in known:
            raise BadInput(f"there is no fault {name!r}", remedy=f"the faults are {', '.join(known)}")
    return only_runs(tasks, args.run, lacking="no alerts are proven in a run")


def _prove(args: argparse.Namespace, tasks: list[Task]) -> list[Done[Task, Proof]]:
    from exporterhub.lab import prove

    def work(task: Task, report: Callable[[Event], None]) -> Proof:
        return prove(task.entry, task.run, faults=task.faults, report=report)

    done: list[Done[Task, Proof]] = []
    with board(args) as progress:
        for news in side_by_side(tasks, work, jobs=args.jobs):
            if isinstance(news, Done):
                progress.end(news.task.name, _ending(args, news))
                done.append(news)
            else:
                progress.step(news)
    return done


def _ending(args: argparse.Namespace, done: Done[Task, Proof]) -> str:
    if done.error is not None:
        return said_of(done.error, no_color=args.no_color)
    return "proven" if done.result is not None and done.result.as_expected else "not all alerts did what they should"


def _write(args: argparse.Namespace, done: list[Done[Task, Proof]]) -> None:
    from exporterhub.lab import write_evidence, write_preview

    proofs: dict[str, list[Proof]] = {}
    for end in done:
        if end.result is not None:
            proofs.setdefault(end.task.entry.slug, []).append(end.result)
    if proofs:
        for entry in _catalogs.entries(_catalogs.load(args), list(proofs)):
            write_evidence(entry, proofs[entry.slug], unit_tests=True)
            write_preview(entry, proofs[entry.slug])


def _print(args: argparse.Namespace, done: list[Done[Task, Proof]]) -> None:
    if args.json:
        _out.print_json(
            {
                "proofs": [_as_json(end.task, end.result) for end in done if end.result is not None],
                "failed": [as_json(end.task, end.error) for end in done if end.error is not None],
            }
        )
        return
    for end in done:
        if end.result is not None:
            print("\n".join(_lines(end.task.name, end.result)))


def _lines(name: str, proof: Proof) -> list[str]:
    noisy = ", ".join(f"{key} ({state})" for key, state in proof.noisy.items())
    lines = [f"{name}: healthy for {proof.seconds:g} s: {noisy or 'all quiet'}"]
    for seen in proof.faults:
        for key, seconds in seen.fired.items():
            end = f"resolved {seen.resolved[key]:g} s after its end" if key in seen.resolved else "did not resolve"
            lines.append(f"{name}: {seen.fault}: {key} fired after {seconds:g} s, {end}")
        lines += [f"{name}: {seen.fault}: {key} did not fire" for key in seen.missed]
        lines += [f"{name}: {seen.fault}: {key} fired and should not" for key in seen.unexpected]
    return lines


def _as_json(task: Task, proof: Proof) -> dict[str, object]:
    return {
        "entry": task.entry.slug,
        "run": proof.run,
        "seconds": proof.seconds,
        "noisy": dict(proof.noisy),
        "faults": [
            {
                "fault": seen.fault,
                "fired": dict(seen.fired),
                "resolved": dict(seen.resolved),
                "missed": list(seen.missed),
                "unresolved": list(seen.unresolved),
                "unexpected": list(seen.unexpected),
            }
            for seen in proof.faults
        ],
    }

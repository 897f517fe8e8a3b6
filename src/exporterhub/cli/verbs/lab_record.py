"""Record the pages of entries: real service, real exporter, load, one page per run.

Runs go side by side, each in a sandbox of its own that needs no root and ends with this command, however it ends. A run
that fails says why, with the last lines of its program's log; the others go on.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from exporterhub.cli import _catalogs, _out
from exporterhub.cli._failures import UNEXPECTED, describe
from exporterhub.cli._labs import FAILED, end_at_once, need_own_catalog, need_sandbox
from exporterhub.cli._options import add_catalog, add_json, at_least
from exporterhub.cli._parallel import Done, side_by_side
from exporterhub.cli._progress import Board, board
from exporterhub.errors import BadInput, ExporterHubError, LabFailure

if TYPE_CHECKING:
    from exporterhub.catalog import Entry
    from exporterhub.catalog.models import Run
    from exporterhub.lab import Event


class Task(NamedTuple):
    """One run of one entry."""

    entry: Entry
    run: Run

    @property
    def name(self) -> str:
        """As progress names it."""
        return f"{self.entry.slug}/{self.run.name}"


class Shard(NamedTuple):
    """Part ``part`` (from 1) of ``parts``."""

    part: int
    parts: int


def shard(text: str) -> Shard:
    """``I/N``."""
    part, _, parts = text.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise argparse.ArgumentTypeError(f"{text!r} is no shard such as 1/3")
    return Shard(int(part), int(parts))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which runs, and how many at once."""
    parser.add_argument("slugs", metavar="SLUG", nargs="*", help="the entries to record")
    parser.add_argument("--all", action="store_true", help="every entry that has a lab")
    parser.add_argument("--run", metavar="NAME", action="append", default=[], help="only this run; repeatable")
    parser.add_argument(
        "--shard", metavar="I/N", type=shard, default=Shard(1, 1), help="only part I of N parts of the runs"
    )
    parser.add_argument(
        "--jobs", metavar="N", type=at_least(1), default=os.cpu_count() or 1, help="runs at once (one per processor)"
    )
    add_json(parser)
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Record, and print the files that were written."""
    tasks = _tasks(args)
    need_own_catalog(task.entry for task in tasks)
    need_sandbox()
    try:
        with board(args) as progress:
            done = _record(args, tasks, progress)
    except KeyboardInterrupt:
        end_at_once("interrupted: what was running has been ended, nothing of it was recorded")
    _write_evidence(args, done)
    _print(args, done)
    failed = [end.error for end in done if end.error is not None]
    if any(not isinstance(error, ExporterHubError) for error in failed):
        return UNEXPECTED
    return FAILED if failed else 0


def _tasks(args: argparse.Namespace) -> list[Task]:
    if bool(args.slugs) == args.all:
        raise BadInput("name the entries to record, or say --all", remedy="`exporterhub lab record redis` records one")
    catalog = _catalogs.load(args)
    entries = [entry for entry in _catalogs.entries(catalog, args.slugs) if entry.lab or not args.all]
    tasks = []
    for entry in entries:
        if entry.lab is None and "lab.yaml" in entry.files:
            remedy = f"`exporterhub catalog check {entry.slug}` says why"
            raise BadInput(f"{entry.slug}: lab.yaml cannot be used", remedy=remedy)
        if entry.lab is None:
            raise BadInput(f"{entry.slug} has no lab.yaml", remedy="CONTRIBUTING.md shows how to write one")
        tasks += [Task(entry, run) for run in entry.lab.runs]
    if args.run:
        names = dict.fromkeys(task.run.name for task in tasks)
        unknown = [name for name in args.run if name not in names]
        if unknown:
            raise BadInput(f"there is no run {unknown[0]!r}", remedy=f"the runs are {', '.join(names)}")
        tasks = [task for task in tasks if task.run.name in args.run]
    return tasks[args.shard.part - 1 :: args.shard.parts]


def _record(args: argparse.Namespace, tasks: list[Task], progress: Board) -> list[Done[Task, list[Path]]]:
    from exporterhub.lab import record

    def work(task: Task, report: Callable[[Event], None]) -> list[Path]:
        return record(task.entry, task.run, report=report)

    done: list[Done[Task, list[Path]]] = []
    for news in side_by_side(tasks, work, jobs=args.jobs):
        if isinstance(news, Done):
            progress.end(news.task.name, _ending(args, news))
            done.append(news)
        elif news.stage != "written":  # the run's end tells its files
            progress.step(news)
    return done


def _write_evidence(args: argparse.Namespace, done: list[Done[Task, list[Path]]]) -> None:
    """New recordings make the evidence of an entry's rules stale; it is read from them at once."""
    from exporterhub.lab import write_evidence

    slugs = [end.task.entry.slug for end in done if end.error is None]
    if slugs:
        for entry in _catalogs.entries(_catalogs.load(args), slugs):
            write_evidence(entry)


def _ending(args: argparse.Namespace, done: Done[Task, list[Path]]) -> str:
    if done.error is None:
        return f"recorded {', '.join(path.name for path in done.result or ())}"
    if isinstance(done.error, ExporterHubError):
        return describe(done.error, no_color=args.no_color)
    return f"unexpected {type(done.error).__name__}: {done.error}"


def _print(args: argparse.Namespace, done: list[Done[Task, list[Path]]]) -> None:
    failed = [end for end in done if end.error is not None]
    if args.json:
        recorded = [_recorded(end) for end in done if end.error is None]
        _out.print_json({"recorded": recorded, "failed": [_failed(end) for end in failed]})
        return
    for end in done:
        for path in end.result or ():
            print(path)
    pages = sum(len(end.result or ()) for end in done)
    also = f", {_out.count(len(failed), 'run')} failed: {', '.join(end.task.name for end in failed)}" if failed else ""
    _out.note(args, f"{_out.count(pages, 'page')} recorded in {_out.count(len(done) - len(failed), 'run')}{also}")


def _recorded(done: Done[Task, list[Path]]) -> dict[str, object]:
    return {
        "entry": done.task.entry.slug,
        "run": done.task.run.name,
        "files": [str(path) for path in done.result or ()],
    }


def _failed(done: Done[Task, list[Path]]) -> dict[str, object]:
    error = done.error
    message = error.message if isinstance(error, ExporterHubError) else f"{type(error).__name__}: {error}"
    log = error.log if isinstance(error, LabFailure) else ""
    return {"entry": done.task.entry.slug, "run": done.task.run.name, "message": message, "log": log}

"""Record the pages of entries: real service, real exporter, load, one page per run.

Runs go side by side, each in a sandbox of its own that needs no root and ends with this command, however it ends. A run
that fails says why, with the last lines of its program's log; the others go on.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
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
from exporterhub.cli._progress import Board, board
from exporterhub.errors import BadInput

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
    add_run(parser)
    parser.add_argument(
        "--shard", metavar="I/N", type=shard, default=Shard(1, 1), help="only part I of N parts of the runs"
    )
    add_jobs(parser)
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
    return exit_code(end.error for end in done if end.error is not None)


def _tasks(args: argparse.Namespace) -> list[Task]:
    from exporterhub.lab import lab_of

    if bool(args.slugs) == args.all:
        raise BadInput("name the entries to record, or say --all", remedy="`exporterhub lab record redis` records one")
    catalog = _catalogs.load(args)
    entries = [entry for entry in _catalogs.entries(catalog, args.slugs) if entry.lab or not args.all]
    tasks = []
    for entry in entries:
        lab = lab_of(entry)
        if lab is None:
            raise BadInput(f"{entry.slug} has no lab.yaml", remedy="CONTRIBUTING.md shows how to write one")
        tasks += [Task(entry, run) for run in lab.runs]
    tasks = only_runs(tasks, args.run, lacking="there is no run")
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
    if done.error is not None:
        return said_of(done.error, no_color=args.no_color)
    return f"recorded {', '.join(path.name for path in done.result or ())}"


def _print(args: argparse.Namespace, done: list[Done[Task, list[Path]]]) -> None:
    failed = [(end.task, end.error) for end in done if end.error is not None]
    if args.json:
        recorded = [_recorded(end) for end in done if end.error is None]
        _out.print_json({"recorded": recorded, "failed": [as_json(task, error) for task, error in failed]})
        return
    for end in done:
        for path in end.result or ():
            print(path)
    pages = sum(len(end.result or ()) for end in done)
    also = f", {_out.count(len(failed), 'run')} failed: {', '.join(task.name for task, _ in failed)}" if failed else ""
    _out.note(args, f"{_out.count(pages, 'page')} recorded in {_out.count(len(done) - len(failed), 'run')}{also}")


def _recorded(done: Done[Task, list[Path]]) -> dict[str, object]:
    return {
        "entry": done.task.entry.slug,
        "run": done.task.run.name,
        "files": [str(path) for path in done.result or ()],
    }

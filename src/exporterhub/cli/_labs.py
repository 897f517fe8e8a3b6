"""What the verbs share that run labs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar

from exporterhub.cli._failures import UNEXPECTED, describe
from exporterhub.cli._options import at_least
from exporterhub.errors import BadInput, ExporterHubError, LabFailure, Missing

if TYPE_CHECKING:
    from exporterhub.catalog import Entry
    from exporterhub.catalog.models import Run

FAILED = 3
"""Exit code: a lab did not work."""


class Task(Protocol):
    """One run of one entry that a verb does."""

    @property
    def entry(self) -> Entry:
        """The entry."""

    @property
    def run(self) -> Run:
        """The run."""


T = TypeVar("T", bound=Task)


def add_run(parser: argparse.ArgumentParser) -> None:
    """``--run``."""
    parser.add_argument("--run", metavar="NAME", action="append", default=[], help="only this run; repeatable")


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """``--jobs``."""
    parser.add_argument(
        "--jobs", metavar="N", type=at_least(1), default=os.cpu_count() or 1, help="runs at once (one per processor)"
    )


def only_runs(tasks: list[T], names: Sequence[str], *, lacking: str) -> list[T]:
    """Those of the runs called ``names``, all when none is named; ``lacking`` begins what is said of an unknown one."""
    if not names:
        return tasks
    known = dict.fromkeys(task.run.name for task in tasks)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise BadInput(f"{lacking} {unknown[0]!r}", remedy=f"the runs are {', '.join(known)}")
    return [task for task in tasks if task.run.name in names]


def said_of(error: Exception, *, no_color: bool) -> str:
    """Why a run ended, for a person."""
    if isinstance(error, ExporterHubError):
        return describe(error, no_color=no_color)
    return f"unexpected {type(error).__name__}: {error}"


def as_json(task: Task, error: Exception) -> dict[str, object]:
    """The same for a program."""
    message = error.message if isinstance(error, ExporterHubError) else f"{type(error).__name__}: {error}"
    log = error.log if isinstance(error, LabFailure) else ""
    return {"entry": task.entry.slug, "run": task.run.name, "message": message, "log": log}


def exit_code(errors: Iterable[Exception]) -> int:
    """0 where no run ended with an error, else what it says."""
    found = list(errors)
    if any(not isinstance(error, ExporterHubError) for error in found):
        return UNEXPECTED
    return FAILED if found else 0


def need_own_catalog(entries: Iterable[Entry]) -> None:
    """What is written into the copy inside the installed package would be gone with its next version."""
    for entry in entries:
        if entry.folder.parent.name == "_catalog":
            raise BadInput(
                f"{entry.slug} is in the catalog of the installed program, which keeps no recordings",
                remedy="copy the entry's folder into a catalog folder of your own and give it with --catalog DIR",
            )


def need_sandbox() -> None:
    """Raise Missing, with what to enable, where no lab can be run."""
    from exporterhub.programs import sandbox_unavailable

    reason = sandbox_unavailable()
    if reason:
        raise Missing(f"the lab needs a sandbox: {reason}")


def end_at_once(message: str) -> NoReturn:
    """End this process here and now, and with it its threads and their sandboxes.

    An ordinary end would first wait for packages that are being unpacked.
    """
    from exporterhub.cli._main import INTERRUPTED

    print(message, file=sys.stderr)
    sys.stderr.flush()
    sys.stdout.flush()
    os._exit(INTERRUPTED)

"""Starting the programs of a lab and giving them work, inside the sandbox."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from exporterhub.errors import LabFailure
from exporterhub.lab._job import Job, JobLoad
from exporterhub.lab._program import Running

PAUSE_SECONDS = 1.0
_LOAD_SECONDS = 120.0


class Say(Protocol):
    """Reports an event."""

    def __call__(self, **event: object) -> None: ...


def start(programs: Mapping[str, Running], say: Say) -> None:
    """Start the programs in their order, each when the one before is ready. Raises LabFailure."""
    for program in programs.values():
        if program.job.run or program.job.prepare:
            say(event="start", text=f"starting {program.job.name}")
            begin = time.monotonic()
            program.start()
            program.wait()
            say(event="ready", text=f"{program.job.name} is ready after {time.monotonic() - begin:.1f} s")


def load(job: Job, programs: Mapping[str, Running], say: Say) -> None:
    """Do the job's work once. Raises LabFailure when a line of it fails."""
    for line in job.load:
        say(event="load", text=f"load: {line.run.strip().splitlines()[0][:100]}")
        if line.background:
            in_background(programs[line.program], line)
        else:
            apply(programs[line.program], line)


def apply(program: Running, line: JobLoad) -> None:
    """Run a line to its end. Raises LabFailure when it fails, or does not end."""
    try:
        done = subprocess.run(
            program.command(line.run),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_LOAD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LabFailure(
            f"load in {program.job.name} did not end in {_LOAD_SECONDS:g} s: {line.run.strip()[:100]}",
            log="\n".join((error.output or b"").decode(errors="replace").splitlines()[-20:]),
        ) from error
    if done.returncode:
        text = done.stdout.decode(errors="replace")
        raise LabFailure(
            f"load in {program.job.name} ended with exit code {done.returncode}",
            log="\n".join(text.splitlines()[-20:]),
        )


def in_background(program: Running, line: JobLoad) -> subprocess.Popen[bytes]:
    """Start a line and do not wait for it; what it prints goes to the program's log."""
    with program.log.open("ab") as log:
        return subprocess.Popen(program.command(line.run), stdin=subprocess.DEVNULL, stdout=log, stderr=log)


class Repeated:
    """Lines that are done again and again, each in a thread of its own, until ``stop``.

    ``failures`` are the errors of the lines since ``failures`` was last emptied: while a fault lasts they are to be
    expected, on a healthy service they are not.
    """

    def __init__(self, lines: Sequence[JobLoad], programs: Mapping[str, Running]) -> None:
        self.failures: list[LabFailure] = []
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=(programs[line.program], line), daemon=True) for line in lines
        ]
        for thread in self._threads:
            thread.start()

    def _repeat(self, program: Running, line: JobLoad) -> None:
        while not self._ended.is_set():
            try:
                apply(program, line)
            except LabFailure as failure:
                self.failures.append(failure)
            self._ended.wait(PAUSE_SECONDS)

    def stop(self) -> None:
        """No further round; the one under way ends by itself."""
        self._ended.set()

"""Run one job in a sandbox and pass on what it reports, event by event."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import exporterhub
from exporterhub.errors import LabFailure, Missing
from exporterhub.lab._job import Job
from exporterhub.programs import cache_folder, outer_command, sandbox_unavailable


def scratch_folder() -> Path:
    """The folder that each lab sees as its own file system in memory. Empty on the host, shared by all labs."""
    folder = cache_folder() / "lab"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def events(job: Job) -> Iterator[dict[str, Any]]:
    """The events of the job, as the inside reports them; the sandbox ends with the iterator.

    Raises:
        Missing: no sandbox can be made here.
        LabFailure: a program failed (with its log), or the sandbox ended without a word.
    """
    reason = sandbox_unavailable()
    if reason:
        raise Missing(f"the lab needs a sandbox: {reason}")
    command = outer_command([sys.executable, "-m", "exporterhub.lab._inside"], scratch=Path(job.scratch))
    environment = {**os.environ, "PYTHONPATH": str(Path(exporterhub.__file__).resolve().parent.parent)}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        start_new_session=True,  # Ctrl-C reaches us alone; the sandbox ends when we say so, or with us
    ) as process:
        try:
            yield from _events(process, job)
        finally:
            process.kill()


def _events(process: subprocess.Popen[str], job: Job) -> Iterator[dict[str, Any]]:
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both are pipes")
    process.stdin.write(job.encode() + "\n")
    process.stdin.close()
    rest = []
    for line in process.stdout:
        if not line.startswith("{"):
            rest.append(line)
            continue
        event = json.loads(line)
        if event["event"] == "failed":
            raise LabFailure(event["text"], log=event["log"])
        yield event
    if process.wait() != 0:
        raise LabFailure("the sandbox ended before its work was done", log="".join(rest[-20:]))

"""The half of the lab that runs inside the sandbox: starts programs, applies load, fetches pages, reports.

Started as ``python -m exporterhub.lab._inside`` with the job as JSON on standard input; writes one JSON object a line.
It does not clean up: when it ends, its namespace ends, and everything in it.
"""

from __future__ import annotations

import base64
import http.client
import json
import subprocess
import sys
import time
from pathlib import Path

from exporterhub.errors import LabFailure
from exporterhub.lab._inside_prove import Prover
from exporterhub.lab._job import Job
from exporterhub.lab._program import Running, fetch
from exporterhub.lab._work import load, start


def main() -> int:
    """Run the job; exit code 0 when all pages were fetched, 1 when a program failed (the last event says which)."""
    job = Job.decode(sys.stdin.readline())
    try:
        _run(job, Path(job.scratch))
    except LabFailure as error:
        _say(event="failed", text=error.message, log=error.log)
        return 1
    except (OSError, http.client.HTTPException, subprocess.SubprocessError) as error:
        _say(event="failed", text=str(error), log="")
        return 1
    return 0


def _run(job: Job, scratch: Path) -> None:
    programs = {program.name: Running(program, scratch) for program in job.programs}
    if job.proof:
        Prover(job, job.proof, programs, scratch, _say).run()
        return
    start(programs, _say)
    load(job, programs, _say)
    time.sleep(job.settle)
    for scrape in job.scrapes:
        try:
            fetch(scrape.url, scrape.accept)  # the first scrape makes the exporter's own counters appear
            page, content_type = fetch(scrape.url, scrape.accept)
        except OSError as error:
            last = list(programs.values())[-1]
            raise last.failure(f"{scrape.url}: {error}") from error
        _say(event="page", text=scrape.url, content_type=content_type, page=base64.b64encode(page).decode())


def _say(**event: object) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

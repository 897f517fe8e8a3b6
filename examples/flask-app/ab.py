"""ab, the load generator of the Apache HTTP server."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass

import tools

from exporterhub.errors import LabFailure

_SECONDS = 300
_LINE = re.compile(r"^(Complete requests|Failed requests|Non-2xx responses|Document Length): +(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Report:
    """What ab says it saw.

    ``failed`` counts connections that broke and answers whose length is not that of the first answer,
    ``document_length`` (bytes); ``not_2xx`` counts answers by their status code, and only that.
    """

    complete: int
    failed: int
    not_2xx: int
    document_length: int


def run(url: str, requests: int, concurrency: int) -> Report:
    """Ask for ``url`` that often, ``concurrency`` requests at a time.

    Raises:
        Missing: there is no ab, and none can be had.
        LabFailure: ab did not reach its end; ``log`` holds what it printed.
    """
    argv = [*tools.command("ab", "apache2-utils"), "-q", "-n", str(requests), "-c", str(concurrency), url]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise LabFailure(f"ab did not end within {_SECONDS} seconds", remedy="Ask for fewer requests.") from None
    if done.returncode:
        why = done.stderr.strip().partition("\n")[0]
        raise LabFailure(f"ab ended with {done.returncode}: {why}", log=done.stdout)
    return read(done.stdout)


def read(output: str) -> Report:
    """The figures of ab's report. It leaves out the line of non-2xx answers when there were none."""
    found = dict(_LINE.findall(output))
    missing = {"Complete requests", "Failed requests", "Document Length"} - found.keys()
    if missing:
        raise LabFailure(f"ab's report has no line for {', '.join(sorted(missing))}", log=output)
    return Report(
        complete=int(found["Complete requests"]),
        failed=int(found["Failed requests"]),
        not_2xx=int(found.get("Non-2xx responses", 0)),
        document_length=int(found["Document Length"]),
    )

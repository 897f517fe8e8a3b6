"""What the two halves of the lab say to each other: a job goes in as JSON, events come out as JSON lines."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class JobReady:
    """See :class:`exporterhub.catalog.models.Ready`, whose fields these are."""

    tcp: int | None
    http: str
    sample: tuple[str, ...]
    families: int
    command: str
    log: str
    seconds: float


@dataclass(frozen=True)
class JobProgram:
    """One program: its root's path on the host and what to write, prepare and run."""

    name: str
    root: str
    files: dict[str, str]
    env: dict[str, str]
    prepare: str
    run: str
    ready: JobReady
    sysfs: bool


@dataclass(frozen=True)
class JobLoad:
    """A shell line to run in the sandbox of ``program``."""

    program: str
    run: str
    background: bool


@dataclass(frozen=True)
class JobScrape:
    """A page to fetch."""

    url: str
    accept: str


@dataclass(frozen=True)
class Job:
    """All of one run; ``scratch`` is the path of the in-memory folder that the programs' data goes to."""

    scratch: str
    programs: tuple[JobProgram, ...]
    load: tuple[JobLoad, ...]
    scrapes: tuple[JobScrape, ...]
    settle: float

    def encode(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def decode(cls, text: str) -> Job:
        """The job that :meth:`encode` wrote."""
        data: dict[str, Any] = json.loads(text)
        return cls(
            scratch=data["scratch"],
            programs=tuple(JobProgram(**{**item, "ready": JobReady(**item["ready"])}) for item in data["programs"]),
            load=tuple(JobLoad(**item) for item in data["load"]),
            scrapes=tuple(JobScrape(**item) for item in data["scrapes"]),
            settle=data["settle"],
        )

"""What the two halves of the lab say to each other: a job goes in as JSON, events come out as JSON lines."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
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
    """One program: its root's path on the host and what to write, prepare and run; ``readable`` is shown to it, too."""

    name: str
    root: str
    files: dict[str, str]
    env: dict[str, str]
    prepare: str
    run: str
    ready: JobReady
    sysfs: bool
    readable: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class JobLoad:
    """A shell line to run in the sandbox of ``program``."""

    program: str
    run: str
    background: bool = False
    repeat: bool = False


@dataclass(frozen=True)
class JobNetwork:
    """What a fault does to a proxy: see :class:`exporterhub.catalog.models.Network`."""

    proxy: str
    delay: float
    cut: bool
    hang: bool


@dataclass(frozen=True)
class JobFault:
    """One fault. ``alerts`` and ``may`` are keys of rules."""

    name: str
    stop: tuple[str, ...]
    freeze: tuple[str, ...]
    run: tuple[JobLoad, ...]
    undo: tuple[JobLoad, ...]
    network: tuple[JobNetwork, ...]
    alerts: tuple[str, ...]
    may: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class JobProof:
    """What is proven with a job's programs: ``watcher`` is the program that is Prometheus, ``url`` its address.

    ``proxies`` maps a name to (port to listen on, port to pass on to); ``settle`` is how long after the load the
    healthy service is not watched yet, ``quiet`` how long it is, ``hold`` how long a fault lasts at least (seconds).
    ``queries`` are a panel's, by its title; their series over the whole proof are reported at its end. ``exporter`` is
    the program whose footprint is measured while it is scraped every ``interval`` seconds.
    """

    watcher: JobProgram
    url: str
    targets: int
    proxies: dict[str, tuple[int, int]]
    faults: tuple[JobFault, ...]
    settle: float
    quiet: float
    hold: float
    queries: dict[str, list[str]]
    exporter: str
    interval: float


@dataclass(frozen=True)
class JobScrape:
    """A page to fetch."""

    url: str
    accept: str


@dataclass(frozen=True)
class Job:
    """All of one run; ``scratch`` is the path of the in-memory folder that the programs' data goes to.

    With ``proof`` alerts are proven instead of pages fetched.
    """

    scratch: str
    programs: tuple[JobProgram, ...]
    load: tuple[JobLoad, ...]
    scrapes: tuple[JobScrape, ...]
    settle: float
    proof: JobProof | None = None

    def encode(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def decode(cls, text: str) -> Job:
        """The job that :meth:`encode` wrote."""
        data: dict[str, Any] = json.loads(text)
        return cls(
            scratch=data["scratch"],
            programs=tuple(map(_program, data["programs"])),
            load=tuple(JobLoad(**item) for item in data["load"]),
            scrapes=tuple(JobScrape(**item) for item in data["scrapes"]),
            settle=data["settle"],
            proof=_proof(data["proof"]) if data["proof"] else None,
        )


def _program(data: dict[str, Any]) -> JobProgram:
    return JobProgram(**{**data, "ready": JobReady(**data["ready"])})


def _proof(data: dict[str, Any]) -> JobProof:
    return JobProof(**{**data, "watcher": _program(data["watcher"]), "faults": tuple(map(_fault, data["faults"]))})


def _fault(data: dict[str, Any]) -> JobFault:
    return JobFault(
        **{
            **data,
            "run": tuple(JobLoad(**item) for item in data["run"]),
            "undo": tuple(JobLoad(**item) for item in data["undo"]),
            "network": tuple(JobNetwork(**item) for item in data["network"]),
        }
    )

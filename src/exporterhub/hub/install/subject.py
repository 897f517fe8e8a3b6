"""What the methods work on: an entry's facts joined with the visitor's choices, every gap filled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from exporterhub.catalog.models import Exporter
from exporterhub.hub.install.choices import Choices, split_listen

__all__ = ["EntryLike", "RecordingLike", "Subject", "subject", "version_key"]

LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})
UNKNOWN_VERSION = "VERSION"


class RecordingLike(Protocol):
    """The part of a recording that a plan reads."""

    @property
    def version(self) -> str: ...
    @property
    def suite(self) -> str: ...


class EntryLike(Protocol):
    """The part of an entry that a plan reads."""

    @property
    def slug(self) -> str: ...
    @property
    def exporter(self) -> Exporter: ...
    @property
    def recordings(self) -> Sequence[RecordingLike]: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """An exporter and complete choices. ``name`` names its service, container and job."""

    slug: str
    name: str
    exporter: Exporter
    choices: Choices
    listen_host: str
    listen_port: int
    suites: tuple[tuple[str, str], ...]

    @property
    def local(self) -> bool:
        """Whether the target is on the machine that runs the exporter (also: there is no target)."""
        return self.choices.host in LOCAL

    @property
    def multi_target(self) -> bool:
        """Whether Prometheus must name the target in each scrape, since the exporter is not told of one."""
        target = self.exporter.configure.target
        return target is not None and bool(target.parameter) and not (target.env or target.flag)

    @property
    def version_known(self) -> bool:
        """Whether the version is a real one and not a placeholder."""
        return self.choices.version != UNKNOWN_VERSION


def subject(entry: EntryLike, choices: Choices) -> Subject:
    """Fill what the visitor left open from the entry: its default ports, and the newest version that was recorded."""
    exporter = entry.exporter
    target = exporter.configure.target
    port = exporter.port or 9100
    listen = choices.listen or f"127.0.0.1:{port}"
    versions = sorted({r.version for r in entry.recordings}, key=version_key)
    filled = Choices(
        host=choices.host or "localhost",
        port=choices.port or (target.default_port if target and target.default_port else 0),
        listen=listen,
        version=choices.version or (versions[-1] if versions else UNKNOWN_VERSION),
        arch=choices.arch or "amd64",
    )
    host, number = split_listen(listen)
    suites = {r.suite: r.version for r in entry.recordings if r.suite}
    return Subject(entry.slug, _service_name(entry), exporter, filled, host, number, tuple(sorted(suites.items())))


def _service_name(entry: EntryLike) -> str:
    suffix = "" if entry.slug.endswith("exporter") else "-exporter"
    return entry.slug + (suffix if entry.exporter.kind == "exporter" else "")


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """A sorting key: runs of digits by number, a pre-release (``~`` or a letter) before its release."""
    parts = re.findall(r"\d+|[a-zA-Z]+|~", version)
    key = [(2, int(p), "") if p.isdigit() else (0, 0, p) for p in parts]
    return (*key, (1, 0, ""))

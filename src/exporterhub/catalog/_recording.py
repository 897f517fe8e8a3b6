"""A recording: one ``/metrics`` page of a real exporter, with a header that says where it came from.

The header are comment lines ``# <key>: <value>`` that begin the file; it ends at the first line that is no
such line. It is taken off before the page is parsed, because OpenMetrics 1.0 knows no comments.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from exporterhub.catalog._text import shown
from exporterhub.errors import BadInput, Finding

if TYPE_CHECKING:
    from exporterhub.exposition import Inventory

__all__ = ["FORMAT", "Recording", "read_recording", "split_header", "write_header"]

FORMAT = "1"
_FIRST = "exporterhub-recording"
_KEYS = (
    _FIRST,
    "exporter",
    "target",
    "suite",
    "run",
    "flags",
    "url",
    "content-type",
    "date",
    "trimmed",
    "redacted",
)
_NEEDED = ("exporter", "suite", "run", "url", "content-type", "date")
_LINE = re.compile(rf"# ({'|'.join(_KEYS)}): ?(.*)")
_TRIMMED = re.compile(r"(\S+) (\d+) of (\d+)")
_REMEDY = "record the page anew with `exporterhub lab record`"


@dataclass(frozen=True)
class Recording:
    """A recording. ``name`` is the file's name without ``.prom``.

    ``exporter`` and ``target`` are names of packages, ``version`` and ``target_version`` upstream versions
    (both of the target are empty where there is none). ``date`` is ``YYYY-MM-DD``. ``trimmed`` maps each
    family that was cut to the number of samples it had, ``kept`` to the number it still has. ``redacted``
    maps a family to the labels whose values were replaced. ``header_lines`` is the length of the header in
    the file.
    """

    path: Path
    name: str
    exporter: str
    version: str
    suite: str
    run: str
    target: str = ""
    target_version: str = ""
    flags: str = ""
    date: str = ""
    url: str = ""
    content_type: str = "text/plain; version=0.0.4; charset=utf-8"
    trimmed: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    redacted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    header_lines: int = 0

    def page(self) -> bytes:
        """The page as exposed (trimmed), without the header. Raises BadInput when it cannot be read."""
        return split_header(_read(self.path))[1]

    def inventory(self) -> Inventory:
        """Families of the page; read once. Problems of the page are passed over: ``check`` reports them."""
        return self._inventory

    @cached_property
    def _inventory(self) -> Inventory:
        from exporterhub.exposition import inventory

        return inventory(self.page(), self.content_type, strict=False)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the whole file, header included."""
        return hashlib.sha256(_read(self.path)).hexdigest()


def read_recording(path: Path) -> tuple[Recording | None, list[Finding]]:
    """The recording at ``path``, of which only the header is read; None and findings when that is not whole.

    Raises BadInput when the file cannot be read.
    """
    lines = _header_of(path)
    reader = _Header(path)
    for number, line in enumerate(lines, 1):
        reader.line(number, line)
    return reader.recording(len(lines)), reader.findings


def split_header(data: bytes) -> tuple[bytes, bytes]:
    """Header and page of a recording's bytes. A page without a header is all page."""
    if not data.startswith(f"# {_FIRST}:".encode()):
        return b"", data
    position = 0
    while position < len(data):
        end = data.find(b"\n", position) + 1 or len(data)
        if not _LINE.fullmatch(data[position:end].decode("utf-8", "replace").rstrip("\r\n")):
            break
        position = end
    return data[:position], data[position:]


def write_header(recording: Recording, page: bytes = b"") -> str:
    """The header lines of a recording, each with its newline.

    ``page``, if given, is the trimmed page: the number of samples kept is counted in it for families that
    ``recording.kept`` does not name.
    """
    values = {
        _FIRST: FORMAT,
        "exporter": f"{recording.exporter} {recording.version}",
        "target": f"{recording.target} {recording.target_version}".strip(),
        "suite": recording.suite,
        "run": recording.run,
        "flags": " ".join(recording.flags.split()),
        "url": recording.url,
        "content-type": recording.content_type,
        "date": recording.date,
    }
    lines = [f"# {key}: {value}" for key, value in values.items() if value]
    kept = dict(recording.kept)
    if page and set(recording.trimmed) - set(kept):
        from exporterhub.catalog._trim import count

        kept = {**count(page, recording.content_type), **kept}
    for family, total in sorted(recording.trimmed.items()):
        lines.append(f"# trimmed: {family} {kept.get(family, 20)} of {total}")
    lines += [f"# redacted: {family} {' '.join(labels)}" for family, labels in sorted(recording.redacted.items())]
    return "".join(f"{line}\n" for line in lines)


class _Header:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.values: dict[str, str] = {}
        self.trimmed: dict[str, int] = {}
        self.kept: dict[str, int] = {}
        self.redacted: dict[str, tuple[str, ...]] = {}
        self.findings: list[Finding] = []

    def report(self, line: int, message: str, remedy: str = _REMEDY) -> None:
        file = shown(self.path)
        self.findings.append(Finding("recording/header", "error", message, remedy, file=file, line=line, column=1))

    def line(self, number: int, text: str) -> None:
        key, _, value = text.removeprefix("# ").partition(":")
        value = value.strip()
        if key == "trimmed":
            self._trim(number, value)
        elif key == "redacted":
            family, *labels = value.replace(",", " ").split() or [""]
            self.redacted[family] = (*self.redacted.get(family, ()), *labels)
        elif key in self.values:
            self.report(number, f"{key!r} is said twice")
        else:
            self.values[key] = value

    def _trim(self, number: int, value: str) -> None:
        match = _TRIMMED.fullmatch(value)
        if match:
            self.kept[match[1]], self.trimmed[match[1]] = int(match[2]), int(match[3])
        else:
            self.report(number, f"'trimmed' is {value!r}, expected: <family> <kept> of <all>")

    def recording(self, lines: int) -> Recording | None:
        if self.values.get(_FIRST) != FORMAT:
            self.report(1, f"the file does not begin with '# {_FIRST}: {FORMAT}'")
            return None
        missing = [key for key in _NEEDED if not self.values.get(key)]
        for key in missing:
            self.report(1, f"the header does not say '# {key}: ...'")
        exporter, version = self._versioned("exporter")
        target, target_version = self._versioned("target")
        if missing or not version:
            return None
        return Recording(
            path=self.path,
            name=self.path.name.removesuffix(".prom"),
            exporter=exporter,
            version=version,
            target=target,
            target_version=target_version,
            suite=self.values["suite"],
            run=self.values["run"],
            flags=self.values.get("flags", ""),
            date=self.values["date"],
            url=self.values["url"],
            content_type=self.values["content-type"],
            trimmed=self.trimmed,
            kept=self.kept,
            redacted=self.redacted,
            header_lines=lines,
        )

    def _versioned(self, key: str) -> tuple[str, str]:
        name, _, version = self.values.get(key, "").rpartition(" ")
        if self.values.get(key) and not name:
            self.report(1, f"'{key}' is {version!r}, expected: <package> <version>")
        return name.strip(), version if name else ""


def _header_of(path: Path) -> list[str]:
    lines: list[str] = []
    try:
        with path.open("rb") as file:
            for raw in file:
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                if not _LINE.fullmatch(line):
                    break
                lines.append(line)
    except OSError as error:
        raise BadInput(f"{shown(path)} cannot be read: {error.strerror}") from error
    return lines


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{shown(path)} cannot be read: {error.strerror}") from error

"""Files with metrics: found, read whole, checked, and merged into one page."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from exporterhub.errors import Finding, SyntaxProblem
from exporterhub.node.files import listing, signature, signature_of

if TYPE_CHECKING:
    from exporterhub.exposition import Family

__all__ = ["NOTHING", "SUFFIX", "File", "Page", "find", "fresh", "merge"]

SUFFIX = ".prom"
_TRIES = 3
_LARGEST = 64 << 20
# As far as the system has them: a named pipe does not wait, a child does not get the file, line ends stay.
_HOW = os.O_RDONLY
for _flag in ("O_CLOEXEC", "O_NONBLOCK", "O_BINARY"):
    _HOW |= getattr(os, _flag, 0)

Clean = Callable[[bytes], bytes]


class File(NamedTuple):
    """One file as it was read last; ``problem`` says why it was not.

    ``mtime`` is in whole seconds since 1970, as in node_exporter.
    """

    path: str
    signature: object
    families: tuple[Family, ...] = ()
    mtime: int | None = None
    problem: str = ""


class Page(NamedTuple):
    """The families of all files, as text, and what is wrong with which file."""

    text: bytes
    problems: Mapping[str, str]


NOTHING = Page(b"", {})


def find(patterns: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The folders that cannot be read, with the reason, and the files of the others.

    A pattern that matches nothing is taken for a folder. Files are in the order of the folders and of their names.
    """
    problems: dict[str, str] = {}
    files: dict[str, None] = {}
    for pattern in patterns:
        for folder in _matches(pattern):
            try:
                names = listing(folder)
            except OSError as error:
                problems[folder] = _why(error)
                continue
            base = os.path.normpath(folder)  # a final / is not in the label "file"
            files.update((f"{base}/{name}", None) for name in names if name.endswith(SUFFIX))
    return problems, list(files)


def _matches(pattern: str) -> list[str]:
    if not glob.has_magic(pattern):
        return [pattern]
    return sorted(glob.glob(pattern)) or [pattern]  # noqa: PTH207 - a pattern may be absolute


def fresh(known: File | None, path: str, clean: Clean = bytes) -> File:
    """The file as it is now; ``known`` when that is how it was read last. Its content goes through ``clean``."""
    try:
        now = signature(path)
    except OSError as error:
        return File(path, None, problem=_why(error))
    if known is not None and known.signature == now:
        return known
    return _load(path, clean)


def _load(path: str, clean: Clean) -> File:
    try:
        data, status = _read_whole(path)
    except OSError as error:
        return File(path, None, problem=_why(error))
    families, problem = _parse(clean(data))
    if problem:
        return File(path, signature_of(status), problem=problem)
    return File(path, signature_of(status), families, mtime=status.st_mtime_ns // 1_000_000_000)


def _read_whole(path: str) -> tuple[bytes, os.stat_result]:
    """The content and the state that belongs to it: read again when somebody writes it meanwhile."""
    for attempt in range(_TRIES):
        descriptor = os.open(path, _HOW)
        with os.fdopen(descriptor, "rb") as file:
            before = os.fstat(descriptor)
            data = file.read(_LARGEST + 1) or b""
            after = os.fstat(descriptor)
        if len(data) > _LARGEST:
            raise OSError(0, "is larger than 64 MiB")
        if signature_of(before) == signature_of(after) and len(data) == after.st_size:
            break
        if attempt == _TRIES - 1:
            raise OSError(0, "is being written to: write another file and rename it")
    return data, after


def _parse(data: bytes) -> tuple[tuple[Family, ...], str]:
    """The families, or what is wrong with the page."""
    from exporterhub.exposition import TEXT, parse  # only a host with textfiles pays for the parser

    if data and not data.endswith(b"\n"):
        return (), "the last line has no end: the file is not complete"
    try:
        families = tuple(parse(data, TEXT))
    except SyntaxProblem as problem:
        return (), str(problem)
    stamped = next((f.name for f in families if any(s.timestamp is not None for s in f.samples)), "")
    if stamped:
        return (), f"{stamped} has timestamps, which are not supported: the whole file is left out"
    return families, ""


def merge(files: Mapping[str, File]) -> Page:
    """One page of all: each family once, its first help kept, series that are there already dropped."""
    problems = {path: file.problem for path, file in files.items() if file.problem}
    kept: dict[str, Family] = {}
    sources: dict[str, list[str]] = {}
    for path, file in files.items():
        for family in file.families:
            problem = _add(kept, family)
            if problem:
                problems.setdefault(path, problem)
            sources.setdefault(family.name, []).append(path)
    if not kept:
        return Page(b"", problems)
    from exporterhub.exposition import TEXT, render

    described = [
        family if family.help else family._replace(help=f"Metric read from {', '.join(sources[family.name])}")
        for _, family in sorted(kept.items())
    ]
    return Page(render(described, TEXT), problems)


def _add(kept: dict[str, Family], family: Family) -> str:
    """Add a file's family to those of the files before; the answer is what of it could not be kept."""
    from exporterhub.exposition import merge as merged

    before = kept.get(family.name)
    if before is None:
        before = family._replace(samples=())
    elif before.type != family.type:
        return f"{family.name} is a {family.type} here and a {before.type} in another file: left out"
    found: list[Finding] = []
    (kept[family.name],) = merged([before, family], on_finding=found.append)
    if found:
        return found[0].message
    if before.help and family.help and before.help != family.help:
        return f"{family.name} has another help text in another file, which is kept"
    return ""


def _why(error: OSError) -> str:
    return error.strerror or str(error)

"""Where the processes of one hub count together: a folder that the first process makes, and removes at the end."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from exporterhub.errors import BadInput
from exporterhub.toolkit.multiprocess.folder import is_alive

__all__ = ["Place", "shared_place"]

_NAME = re.compile(r"exporterhub-metrics-([0-9]+)-.+")
_FILE = re.compile(r"counter_([0-9]+)\.db")


@dataclass(frozen=True)
class Place:
    """``folder`` is what the workers share, None for a process by itself; ``parent`` is the process that started them.

    ``workers`` is how many there should be.
    """

    folder: Path | None = None
    parent: int = field(default_factory=os.getpid)
    workers: int = 1

    def living(self) -> list[int]:
        """The workers that are alive (process ids)."""
        if self.folder is None:
            return [os.getpid()]
        found = (match for path in self.folder.iterdir() if (match := _FILE.fullmatch(path.name)))
        return sorted(pid for pid in (int(match[1]) for match in found) if is_alive(pid))


@contextmanager
def shared_place(workers: int, *, below: Path | None = None) -> Iterator[Place]:
    """A place for ``workers`` processes, gone at the end; those of hubs that were killed go at the beginning.

    ``below`` is the folder to make it in, the system's for temporary files unless given. Raises BadInput where nothing
    can be written there.
    """
    try:
        base = below or Path(tempfile.gettempdir())
    except OSError as error:
        raise BadInput("no folder for temporary files can be written", remedy="set TMPDIR to one that can") from error
    try:
        _sweep(base)
        folder = Path(tempfile.mkdtemp(prefix=f"exporterhub-metrics-{os.getpid()}-", dir=base))
    except OSError as error:
        raise BadInput(
            f"no folder can be made in {base}: {error.strerror}", remedy="set TMPDIR to a folder that can be written"
        ) from error
    try:
        yield Place(folder, os.getpid(), workers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(base: Path) -> None:
    for path in base.glob("exporterhub-metrics-*"):
        match = _NAME.fullmatch(path.name)
        if match and not is_alive(int(match[1])) and path.stat().st_uid == os.getuid():
            shutil.rmtree(path, ignore_errors=True)

"""The cache folder, and a lock that several processes respect."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def cache_folder() -> Path:
    """Where programs are kept: ``EXPORTERHUB_CACHE``, or ``exporterhub`` in the user's cache folder (XDG)."""
    setting = os.environ.get("EXPORTERHUB_CACHE")
    if setting:
        return Path(setting).absolute()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache").absolute() / "exporterhub"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on ``path`` (made if it is not there) until the block ends or the process does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield

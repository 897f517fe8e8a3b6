"""The collector of a multiprocess application."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from exporterhub.errors import BadInput
from exporterhub.exposition import Family

from ..collector import Scrape
from .folder import Folder, is_alive
from .values import families

__all__ = ["MultiprocessCollector"]


class MultiprocessCollector:
    """Collects what all processes of an application counted, in the time that its living processes take.

    Takes the place of the library's ``MultiProcessCollector``, which reads the files of all processes that ever were.
    Run it in the PID namespace of the application. ``path`` is the folder, that of ``PROMETHEUS_MULTIPROC_DIR`` unless
    given.

    Raises:
        BadInput: there is no such folder.
    """

    name = "multiprocess"
    may_block = True

    def __init__(self, path: Path | None = None, *, alive: Callable[[int], bool] = is_alive) -> None:
        folder = path or Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""))
        if folder == Path() or not folder.is_dir():
            raise BadInput(
                f"{folder} is no folder of a multiprocess application",
                remedy="set PROMETHEUS_MULTIPROC_DIR, or give path",
            )
        self._folder = Folder(folder, alive)

    def collect(self, scrape: Scrape) -> list[Family]:  # noqa: ARG002 - reads files only
        """The families of all processes together."""
        return families(self._folder.values())

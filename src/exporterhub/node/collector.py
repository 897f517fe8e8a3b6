"""What a collector is, and what it is given."""

from __future__ import annotations

import threading
from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from exporterhub.node.files import Shared
from exporterhub.node.flags import Flag, Options
from exporterhub.node.paths import Paths
from exporterhub.toolkit import NoData, logs

if TYPE_CHECKING:
    from exporterhub.node.reader import Reader

__all__ = ["Collector", "Context", "NoData"]


class Context:
    """What collectors are made with: where to read, what the flags say, which collectors are on.

    ``reader`` is psutil, on the systems whose collectors ask it.
    """

    def __init__(
        self, paths: Paths, options: Options, enabled: Collection[str] = (), reader: Reader | None = None
    ) -> None:
        self.paths = paths
        self.options = options
        self.enabled = frozenset(enabled)
        self._reader = reader
        self._shared: dict[str, Shared] = {}
        self._lock = threading.Lock()

    @property
    def reader(self) -> Reader:
        """What the collectors of macOS and Windows ask."""
        assert self._reader is not None  # noqa: S101 - whoever makes such collectors gives one
        return self._reader

    def stat(self) -> Shared:
        """``/proc/stat``, which several collectors read and which takes the kernel long to make for many CPUs."""
        path = self.paths.proc("stat")
        with self._lock:
            return self._shared.setdefault(path, Shared(path, whole=True))


class Collector:
    """One subject of the host. The module's name is its name; one module holds one."""

    name: str = ""
    default: ClassVar[bool] = True
    """Whether it is on unless said."""
    flags: ClassVar[tuple[Flag, ...]] = ()
    may_block: bool = False
    """Whether it waits for more than the kernel's memory: a disk, a network, a device."""

    def __init__(self, context: Context) -> None:
        self.paths = context.paths
        self.log = logs.logger(f"node.{self.name}")

    def collect(self, scrape: object = None) -> bytes:  # noqa: ARG002 - some collectors share what they read
        """``page``, in one scrape: an object that is the same for all its collectors."""
        return self.page()

    def page(self) -> bytes:
        """Whole families in text format 0.0.4, each line ended.

        Raises:
            NoData: there is nothing to report.
        """
        raise NotImplementedError

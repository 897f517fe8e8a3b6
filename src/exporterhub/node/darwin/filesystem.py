"""Size and use of mounted filesystems: the mount table (getfsstat(2)), and statvfs(3) of each.

psutil gives the mount table. Its ``disk_usage`` has neither the free space of all users nor file nodes, which statvfs
has. A mount whose server is gone costs no more than on Linux (``kernel.statfs``).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from exporterhub.node.asking import Asking
from exporterhub.node.choosing import filesystem_filters, filesystem_flags
from exporterhub.node.collector import Context
from exporterhub.node.collectors.filesystem import ALWAYS, BITS, SIZES, problem
from exporterhub.node.collectors.filesystem import row as sizes
from exporterhub.node.kernel.statfs import Answer, Asker, ask
from exporterhub.node.text import Info, Table, Value, labels, words
from exporterhub.toolkit import Scrape

MOUNT_POINTS_EXCLUDE = "^/(dev)($|/)"
FS_TYPES_EXCLUDE = "^devfs$"
# Filesystems that answer without asking a server or a process.
LOCAL = frozenset(words("apfs cd9660 devfs exfat hfs msdos ntfs tmpfs udf ufs"))
PURGEABLE = 4  # its place in SIZES: only Foundation's NSURL tells it


class Mount(NamedTuple):
    """One mount; ``path`` is where it is for this process."""

    device: str
    point: str
    type: str
    readonly: bool
    path: str

    def key(self, error: str = "") -> bytes:
        """The labels of its series."""
        return labels(device=self.device, mountpoint=self.point, fstype=self.type, device_error=error)


class Collector(Asking):
    """Asks ``disk_partitions``, then each mount."""

    flags = filesystem_flags(MOUNT_POINTS_EXCLUDE, FS_TYPES_EXCLUDE)
    may_block = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._points, self._types = filesystem_filters(context.options)
        self._asker = Asker()
        self._always, self._sizes = Table(*ALWAYS), Table(*SIZES)
        self._info = Info("node_filesystem_mount_info", "Filesystem mount information.")

    def collect(self, scrape: object = None) -> bytes:
        """What each mount says of itself."""
        mounts = self._mounts()
        answers = self._ask(mounts, scrape.remaining() * 0.7 if isinstance(scrape, Scrape) else None)
        found = [(mount, answers[mount.path]) for mount in mounts]
        good = [(mount, answer) for mount, answer in found if not isinstance(answer, str)]
        always = [(BITS[isinstance(answer, str)], BITS[mount.readonly]) for mount, answer in found]
        return b"".join(
            (
                self._always.render([mount.key(problem(answer)) for mount, answer in found], always),
                self._info.render([info_key(mount) for mount, _ in good]),
                self._sizes.render([mount.key() for mount, _ in good], [row(answer) for _, answer in good]),
            )
        )

    def _mounts(self) -> list[Mount]:
        """Those that the flags want, each once."""
        found: dict[bytes, Mount] = {}
        for device, path, kind, options in self.reader.disk_partitions(all=True):
            mount = Mount(device, self.paths.host(path), kind, "ro" in options.split(","), path)
            if not self._points.ignores(path) and not self._types.ignores(kind):
                found.setdefault(mount.key(), mount)
        return list(found.values())

    def _ask(self, mounts: Sequence[Mount], limit: float | None) -> dict[str, Answer]:
        remote = [mount.path for mount in mounts if mount.type not in LOCAL]
        slow = [mount.path for mount in mounts if _behind(mount, remote)]
        answers = {mount.path: ask(mount.path) for mount in mounts if mount.path not in slow}
        return answers | (self._asker.ask(slow, limit) if slow else {})


def _behind(mount: Mount, remote: Sequence[str]) -> bool:
    """Whether it is one that may wait for ever, or the way to it leads through one."""
    return mount.path in remote or any(mount.path.startswith(path.rstrip("/") + "/") for path in remote)


def info_key(mount: Mount) -> bytes:
    """The labels of ``node_filesystem_mount_info``; node_exporter leaves two of them empty here."""
    return labels(device=mount.device, major="", minor="", mountpoint=mount.point)


def row(status: os.statvfs_result) -> Sequence[Value]:
    """The numbers of a mount in the order of ``SIZES``."""
    values: list[Value] = list(sizes(status))
    values[PURGEABLE] = None
    return values

"""Size and use of mounted filesystems: the mount table of PID 1, and statvfs(3) of each.

A mount that does not answer is reported with ``node_filesystem_device_error`` 1 and left alone until it does.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from itertools import compress

from exporterhub.node.choosing import filesystem_filters, filesystem_flags
from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.flags import text
from exporterhub.node.kernel import mounts
from exporterhub.node.kernel.mounts import Mount
from exporterhub.node.kernel.statfs import Answer, Asker, ask
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Info, Metric, Table, labels
from exporterhub.toolkit import Scrape

MOUNT_POINTS_EXCLUDE = r"^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)"
FS_TYPES_EXCLUDE = (
    r"^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay"
    r"|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs)$"
)

_F = "node_filesystem_"
ALWAYS = (
    Metric(f"{_F}device_error", "gauge", "Whether an error occurred while getting statistics for the given device."),
    Metric(f"{_F}readonly", "gauge", "Filesystem read-only status."),
)
SIZES = (
    Metric(f"{_F}avail_bytes", "gauge", "Filesystem space available to non-root users in bytes."),
    Metric(f"{_F}files", "gauge", "Filesystem total file nodes."),
    Metric(f"{_F}files_free", "gauge", "Filesystem total free file nodes."),
    Metric(f"{_F}free_bytes", "gauge", "Filesystem free space in bytes."),
    Metric(  # node_exporter has it on Linux too, always 0
        f"{_F}purgeable_bytes", "gauge", "Filesystem space available including purgeable space (MacOS specific)."
    ),
    Metric(f"{_F}size_bytes", "gauge", "Filesystem size in bytes."),
)
BITS = (b"0", b"1")


class Collector(Base):
    """Reads ``/proc/1/mountinfo``, or that of the process itself where PID 1 is hidden."""

    flags = (
        *filesystem_flags(MOUNT_POINTS_EXCLUDE, FS_TYPES_EXCLUDE),
        text(
            "collector.filesystem.mount-timeout",
            "how long to wait for a mount to respond before marking it as stale",
            "5s",
            hidden=True,
        ),
        text(
            "collector.filesystem.stat-workers",
            "taken for compatibility: one thread asks all mounts, and one more for each that hangs",
            "4",
            hidden=True,
        ),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        options = context.options
        self._points, self._types = filesystem_filters(options)
        self._files = (File(self.paths.proc("1/mountinfo")), File(self.paths.proc("self/mountinfo")))
        self._asker = Asker(options.seconds("collector.filesystem.mount-timeout"))
        self._data = b""
        self._mounts: list[Mount] = []
        self._paths: list[str] = []
        self._asked: list[str] = []
        self._direct: list[str] = []
        self._keys: list[bytes] = []
        self._infos: dict[bytes, int] = {}
        self._reported: frozenset[str] = frozenset()
        self._always, self._sizes = Table(*ALWAYS), Table(*SIZES)
        self._info = Info(f"{_F}mount_info", "Filesystem mount information.")
        with contextlib.suppress(OSError):  # the first scrape says so
            self.refresh()

    def refresh(self) -> None:
        """Read the mount table; parse it when it changed."""
        data = table(self._files)
        if data == self._data:
            return
        self._data = data
        found = [mount._replace(point=self.paths.host(mount.point)) for mount in mounts.parse(data)]
        wanted = [mount for mount in found if self.wants(mount)]
        self._mounts = once(wanted)
        self._paths = [self.paths.root(mount.point) for mount in self._mounts]
        self._keys = [key(mount, "") for mount in self._mounts]
        place = {identity(mount): number for number, mount in enumerate(self._mounts)}
        self._infos = {info_key(mount): place[identity(mount)] for mount in wanted}
        remote = {mount.point for mount in found if mount.type not in mounts.LOCAL}
        slow = {self.paths.root(mount.point) for mount in self._mounts if mounts.may_block(mount, remote)}
        self._asked = [path for path in self._paths if path in slow]
        self._direct = [path for path in self._paths if path not in slow]
        self.may_block = bool(slow)

    def wants(self, mount: Mount) -> bool:
        """Whether the flags want it."""
        return not self._points.ignores(mount.point) and not self._types.ignores(mount.type)

    def collect(self, scrape: object = None) -> bytes:
        """What each mount says of itself."""
        self.refresh()
        answers = {path: ask(path) for path in self._direct}
        if self._asked:
            # What hangs is to be on the page of this scrape, so it is given up before the scrape is.
            limit = scrape.remaining() * 0.7 if isinstance(scrape, Scrape) else None
            answers |= self._asker.ask(self._asked, limit)
            self._tell()
        found = [answers[path] for path in self._paths]
        fine = [not isinstance(answer, str) for answer in found]
        if all(fine):
            keys, sized, info = self._keys, self._keys, list(self._infos)
        else:
            keys = [key(mount, problem(answer)) for mount, answer in zip(self._mounts, found, strict=True)]
            sized = list(compress(self._keys, fine))
            info = [label for label, place in self._infos.items() if fine[place]]
        always = [(BITS[not good], BITS[mount.readonly]) for mount, good in zip(self._mounts, fine, strict=True)]
        sizes = [row(answer) for answer in found if not isinstance(answer, str)]
        return self._always.render(keys, always) + self._info.render(info) + self._sizes.render(sized, sizes)

    def _tell(self) -> None:
        stuck = self._asker.stuck
        for path in sorted(stuck - self._reported):
            self.log.warn("mount point does not answer and is left alone until it does", mountpoint=path)
        for path in sorted(self._reported - stuck):
            self.log.warn("mount point answers again", mountpoint=path)
        self._reported = stuck


def identity(mount: Mount) -> tuple[str, str, str]:
    """What tells the series of one mount from those of another."""
    return mount.device, mount.point, mount.type


def once(found: Sequence[Mount]) -> list[Mount]:
    """The mounts; the same device at the same place once."""
    kept: dict[tuple[str, str, str], Mount] = {}
    for mount in found:
        kept.setdefault(identity(mount), mount)
    return list(kept.values())


def table(files: Sequence[File]) -> bytes:
    """The mount table of PID 1, or the process's own where that one is not to be seen (hidepid, another user)."""
    first, own = files
    try:
        return first.read()
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return own.read()


def key(mount: Mount, error: str) -> bytes:
    """The labels of a mount's series."""
    return labels(device=mount.device, mountpoint=mount.point, fstype=mount.type, device_error=error)


def info_key(mount: Mount) -> bytes:
    """The labels of ``node_filesystem_mount_info``."""
    return labels(device=mount.device, major=mount.major, minor=mount.minor, mountpoint=mount.point)


def problem(answer: Answer) -> str:
    """The label ``device_error``."""
    return answer if isinstance(answer, str) else ""


def row(status: os.statvfs_result) -> tuple[bytes, ...]:
    """Available, files, free files, free, purgeable, whole. Blocks are of ``f_frsize`` bytes (POSIX, statvfs.h)."""
    size = status.f_frsize
    return (
        int_text(status.f_bavail * size),
        int_text(status.f_files),
        int_text(status.f_ffree),
        int_text(status.f_bfree * size),
        b"0",
        int_text(status.f_blocks * size),
    )

"""Size and use of volumes (GetLogicalDriveStrings, GetVolumeInformation, GetDiskFreeSpaceEx).

windows_exporter 0.31.8 declares ``windows_logical_disk_readonly`` and does not send it; here it is on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from exporterhub.node.asking import Asking
from exporterhub.node.collector import Context
from exporterhub.node.flags import text
from exporterhub.node.numbers import int_text
from exporterhub.node.reader import Partition, Usage
from exporterhub.node.text import Info, Metric, Table, Value, labels, words
from exporterhub.node.windows._chosen import EVERY, chosen, parts

METRICS = (
    Metric(
        "windows_logical_disk_free_bytes",
        "gauge",
        "Free space in bytes, updates every 10-15 min (LogicalDisk.PercentFreeSpace)",
    ),
    Metric("windows_logical_disk_readonly", "gauge", "Whether the logical disk is read-only"),
    Metric(
        "windows_logical_disk_size_bytes",
        "gauge",
        "Total space in bytes, updates every 10-15 min (LogicalDisk.PercentFreeSpace_Base)",
    ),
)
TYPES = frozenset(words("fixed cdrom removable unknown remote ramdisk"))


class Volume(NamedTuple):
    """A volume. Of one that is mounted in a folder psutil tells no more than the path."""

    name: str
    path: str
    type: str = ""
    filesystem: str = ""
    readonly: bool | None = None

    def about(self) -> bytes:
        """The labels of ``windows_logical_disk_info`` that psutil has."""
        known = {"type": self.type, "volume": self.name, "filesystem": self.filesystem}
        return labels(**{name: value for name, value in known.items() if value})


class Collector(Asking):
    """Asks ``disk_partitions``, then each volume."""

    flags = (
        text(
            "collector.logical_disk.volume-exclude",
            "Regexp of volumes to exclude. Volume name must both match include and not match exclude to be included.",
        ),
        text(
            "collector.logical_disk.volume-include",
            "Regexp of volumes to include. Volume name must both match include and not match exclude to be included.",
            EVERY,
        ),
        text(
            "collector.logical_disk.enabled",
            "Comma-separated list of collectors to use. Defaults to metrics, if not specified.",
            "metrics",
        ),
    )
    may_block = True  # a drive may have to start

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._filter = chosen(
            context.options, "collector.logical_disk.volume-exclude", "collector.logical_disk.volume-include"
        )
        parts(context.options, "collector.logical_disk.enabled", ("metrics",), ("bitlocker_status",))
        self._table = Table(*METRICS)
        self._info = Info(
            "windows_logical_disk_info", "A metric with a constant '1' value labeled with logical disk information"
        )

    def page(self) -> bytes:
        """The volumes that say how large they are: a drive without a disc does not."""
        found = volumes(self.reader.disk_partitions(all=False))
        asked = [(volume, self._usage(volume)) for volume in found if not self._filter.ignores(volume.name)]
        known = [(volume, usage) for volume, usage in asked if usage is not None]
        info = self._info.render([volume.about() for volume, _ in known])
        rows = [row(volume, usage) for volume, usage in known]
        return info + self._table.render([labels(volume=volume.name) for volume, _ in known], rows)

    def _usage(self, volume: Volume) -> Usage | None:
        try:
            return self.reader.disk_usage(volume.path)
        except OSError as error:
            self.log.debug("volume does not answer", volume=volume.name, err=str(error))
            return None


def volumes(partitions: Sequence[Partition]) -> list[Volume]:
    """The volumes by their names, as windows_exporter has them: ``C:``, ``C:\\mnt\\data``."""
    found = {}
    for device, path, kind, options in partitions:
        name = path.rstrip("\\") or path
        # The entry of a folder has the drive's filesystem and options, which need not be the volume's.
        found[name] = _drive(name, path, kind, options.split(",")) if device == path else Volume(name, path)
    return [found[name] for name in sorted(found)]


def _drive(name: str, path: str, kind: str, options: Sequence[str]) -> Volume:
    readonly = "ro" in options if {"ro", "rw"}.intersection(options) else None
    return Volume(name, path, next((option for option in options if option in TYPES), ""), kind, readonly)


def row(volume: Volume, usage: Usage) -> tuple[Value, ...]:
    """One volume in the order of ``METRICS``."""
    readonly = None if volume.readonly is None else (b"1" if volume.readonly else b"0")
    return int_text(usage.free), readonly, int_text(usage.total)

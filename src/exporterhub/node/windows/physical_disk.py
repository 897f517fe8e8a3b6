"""Reads and writes of disks (IOCTL_DISK_PERFORMANCE).

psutil's times are left out: they are documented as milliseconds, and are whole seconds on this system.
"""

from __future__ import annotations

from exporterhub.node.asking import Asking
from exporterhub.node.collector import Context
from exporterhub.node.flags import text
from exporterhub.node.numbers import int_text
from exporterhub.node.reader import DiskIO
from exporterhub.node.text import Metric, Table, Value, labels
from exporterhub.node.windows._chosen import EVERY, chosen

METRICS = (
    Metric(
        "windows_physical_disk_read_bytes_total",
        "counter",
        "The number of bytes transferred from the disk during read operations (PhysicalDisk.DiskReadBytesPerSec)",
    ),
    Metric(
        "windows_physical_disk_reads_total",
        "counter",
        "The number of read operations on the disk (PhysicalDisk.DiskReadsPerSec)",
    ),
    Metric(
        "windows_physical_disk_write_bytes_total",
        "counter",
        "The number of bytes transferred to the disk during write operations (PhysicalDisk.DiskWriteBytesPerSec)",
    ),
    Metric(
        "windows_physical_disk_writes_total",
        "counter",
        "The number of write operations on the disk (PhysicalDisk.DiskWritesPerSec)",
    ),
)
PREFIX = "PhysicalDrive"


class Collector(Asking):
    """Asks ``disk_io_counters``."""

    flags = (
        text(
            "collector.physical_disk.disk-exclude",
            "Regexp of disks to exclude. Disk number must both match include and not match exclude to be included.",
        ),
        text(
            "collector.physical_disk.disk-include",
            "Regexp of disks to include. Disk number must both match include and not match exclude to be included.",
            EVERY,
        ),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._filter = chosen(
            context.options, "collector.physical_disk.disk-exclude", "collector.physical_disk.disk-include"
        )
        self._table = Table(*METRICS)

    def page(self) -> bytes:
        """The counters of each disk, by its number."""
        found = self.reader.disk_io_counters(perdisk=True, nowrap=False)
        disks = {name.removeprefix(PREFIX): counters for name, counters in sorted(found.items())}
        wanted = [number for number in disks if not self._filter.ignores(number)]
        return self._table.render([labels(disk=number) for number in wanted], [row(disks[number]) for number in wanted])


def row(disk: DiskIO) -> tuple[Value, ...]:
    """One disk in the order of ``METRICS``."""
    return tuple(map(int_text, (disk.read_bytes, disk.read_count, disk.write_bytes, disk.write_count)))

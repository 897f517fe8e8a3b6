"""Reads, writes and time of disks (IOBlockStorageDriver of the I/O registry)."""

from __future__ import annotations

from exporterhub.node.asking import Asking
from exporterhub.node.choosing import diskstats_filter, diskstats_flags
from exporterhub.node.collector import Context
from exporterhub.node.numbers import float_text, int_text
from exporterhub.node.reader import DiskIO
from exporterhub.node.text import Metric, Table, Value, labels

METRICS = (
    Metric("node_disk_read_bytes_total", "counter", "The total number of bytes read successfully."),
    Metric("node_disk_read_time_seconds_total", "counter", "The total number of seconds spent by all reads."),
    Metric("node_disk_reads_completed_total", "counter", "The total number of reads completed successfully."),
    Metric("node_disk_write_time_seconds_total", "counter", "This is the total number of seconds spent by all writes."),
    Metric("node_disk_writes_completed_total", "counter", "The total number of writes completed successfully."),
    Metric("node_disk_written_bytes_total", "counter", "The total number of bytes written successfully."),
)


class Collector(Asking):
    """Asks ``disk_io_counters``."""

    flags = diskstats_flags()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._filter = diskstats_filter(context.options)
        self._table = Table(*METRICS)

    def page(self) -> bytes:
        """The counters of each disk."""
        found = self.reader.disk_io_counters(perdisk=True, nowrap=False)
        disks = [name for name in sorted(found) if not self._filter.ignores(name)]
        return self._table.render([labels(device=name) for name in disks], [row(found[name]) for name in disks])


def row(disk: DiskIO) -> tuple[Value, ...]:
    """One disk, in the order of ``METRICS``; the times are in milliseconds."""
    return (
        int_text(disk.read_bytes),
        float_text(disk.read_time / 1000),
        int_text(disk.read_count),
        float_text(disk.write_time / 1000),
        int_text(disk.write_count),
        int_text(disk.write_bytes),
    )

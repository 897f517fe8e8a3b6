"""Reads, writes and time of tape drives (``/sys/class/scsi_tape``, the kernel's Documentation/scsi/st.rst)."""

from __future__ import annotations

import re

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.filters import Filter, expression
from exporterhub.node.flags import text
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import float_text, int_text
from exporterhub.node.text import Metric, Table, labels
from exporterhub.toolkit import NoData

FLAG = "collector.tapestats.ignored-devices"
DRIVE = re.compile(r"st\d+")  # the other names (nst0, st0l) are the same drives in other modes
_T = "node_tape_"
METRICS = {
    "in_flight": Metric(f"{_T}io_now", "gauge", "The number of I/Os currently outstanding to this device."),
    "io_ns": Metric(
        f"{_T}io_time_seconds_total",
        "counter",
        "The amount of time spent waiting for all I/O to complete (including read and write). This includes tape"
        " movement commands such as seeking between file or set marks and implicit tape movement such as when rewind on"
        " close tape devices are used.",
    ),
    "other_cnt": Metric(
        f"{_T}io_others_total",
        "counter",
        "The number of I/Os issued to the tape drive other than read or write commands. The time taken to complete"
        " these commands uses the following calculation"
        " io_time_seconds_total-read_time_seconds_total-write_time_seconds_total",
    ),
    "read_byte_cnt": Metric(f"{_T}read_bytes_total", "counter", "The number of bytes read from the tape drive."),
    "read_ns": Metric(
        f"{_T}read_time_seconds_total", "counter", "The amount of time spent waiting for read requests to complete."
    ),
    "read_cnt": Metric(
        f"{_T}reads_completed_total", "counter", "The number of read requests issued to the tape drive."
    ),
    "resid_cnt": Metric(
        f"{_T}residual_total",
        "counter",
        "The number of times during a read or write we found the residual amount to be non-zero. This should mean that"
        " a program is issuing a read larger thean the block size on tape. For write not all data made it to tape.",
    ),
    "write_ns": Metric(
        f"{_T}write_time_seconds_total", "counter", "The amount of time spent waiting for write requests to complete."
    ),
    "write_cnt": Metric(
        f"{_T}writes_completed_total", "counter", "The number of write requests issued to the tape drive."
    ),
    "write_byte_cnt": Metric(f"{_T}written_bytes_total", "counter", "The number of bytes written to the tape drive."),
}


class Collector(Base):
    """Reads the folder ``stats`` of each drive."""

    flags = (text(FLAG, "Regexp of devices to ignore for tapestats.", "^$"),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        ignored = Filter(expression(context.options.text(FLAG), FLAG))
        self._devices = Devices(
            self.paths.sys("class/scsi_tape"), lambda name: bool(DRIVE.fullmatch(name)) and not ignored.ignores(name)
        )
        self._emit = Table(*METRICS.values())

    def page(self) -> bytes:
        """Ten families, one series for each drive."""
        try:
            devices = self._devices.now()
        except FileNotFoundError as error:
            raise NoData("there are no tape drives") from error
        return self._emit.render([labels(device=name) for name in devices], [row(drive) for drive in devices.values()])


def row(drive: Device) -> list[bytes]:
    """The numbers in the order of ``METRICS``, times in seconds."""
    numbers = {name: drive.number(f"stats/{name}") or 0 for name in METRICS}
    return [
        float_text(number * 0.000000001) if name.endswith("_ns") else int_text(number)
        for name, number in numbers.items()
    ]

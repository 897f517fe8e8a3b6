"""Reads, writes and time of block devices (``/proc/diskstats``, the kernel's Documentation/admin-guide/iostats.rst).

Sectors are of 512 bytes here, whatever the device's own are. What the devices are is known by udev's database.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from exporterhub.node.choosing import diskstats_filter, diskstats_flags
from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File, is_folder, signature, try_read
from exporterhub.node.numbers import MILLI, PLAIN, SECTORS, float_text
from exporterhub.node.text import Info, Metric, Table, labels

EXCLUDE = r"^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$"

_D = "node_disk_"
# In the order of the columns of /proc/diskstats, with the table that turns a column into the family's unit.
COLUMNS = (
    (Metric(f"{_D}reads_completed_total", "counter", "The total number of reads completed successfully."), PLAIN),
    (Metric(f"{_D}reads_merged_total", "counter", "The total number of reads merged."), PLAIN),
    (Metric(f"{_D}read_bytes_total", "counter", "The total number of bytes read successfully."), SECTORS),
    (Metric(f"{_D}read_time_seconds_total", "counter", "The total number of seconds spent by all reads."), MILLI),
    (Metric(f"{_D}writes_completed_total", "counter", "The total number of writes completed successfully."), PLAIN),
    (Metric(f"{_D}writes_merged_total", "counter", "The number of writes merged."), PLAIN),
    (Metric(f"{_D}written_bytes_total", "counter", "The total number of bytes written successfully."), SECTORS),
    (
        Metric(f"{_D}write_time_seconds_total", "counter", "This is the total number of seconds spent by all writes."),
        MILLI,
    ),
    (Metric(f"{_D}io_now", "gauge", "The number of I/Os currently in progress."), PLAIN),
    (Metric(f"{_D}io_time_seconds_total", "counter", "Total seconds spent doing I/Os."), MILLI),
    (
        Metric(f"{_D}io_time_weighted_seconds_total", "counter", "The weighted # of seconds spent doing I/Os."),
        MILLI,
    ),
    (
        Metric(f"{_D}discards_completed_total", "counter", "The total number of discards completed successfully."),
        PLAIN,
    ),
    (Metric(f"{_D}discards_merged_total", "counter", "The total number of discards merged."), PLAIN),
    (
        Metric(f"{_D}discarded_sectors_total", "counter", "The total number of sectors discarded successfully."),
        PLAIN,
    ),
    (
        Metric(
            f"{_D}discard_time_seconds_total", "counter", "This is the total number of seconds spent by all discards."
        ),
        MILLI,
    ),
    (
        Metric(f"{_D}flush_requests_total", "counter", "The total number of flush requests completed successfully"),
        PLAIN,
    ),
    (
        Metric(
            f"{_D}flush_requests_time_seconds_total",
            "counter",
            "This is the total number of seconds spent by all flush requests.",
        ),
        MILLI,
    ),
)
SPELLED = tuple(table for _, table in COLUMNS)
LEAST = 14  # columns of the oldest kernel still read; partitions of Linux 2.6.24 and before have 7

ATA = (
    (
        "ID_ATA_ROTATION_RATE_RPM",
        Metric(f"{_D}ata_rotation_rate_rpm", "gauge", "ATA disk rotation rate in RPMs (0 for SSDs)."),
    ),
    ("ID_ATA_WRITE_CACHE", Metric(f"{_D}ata_write_cache", "gauge", "ATA disk has a write cache.")),
    (
        "ID_ATA_WRITE_CACHE_ENABLED",
        Metric(f"{_D}ata_write_cache_enabled", "gauge", "ATA disk has its write cache enabled."),
    ),
)


class Line(NamedTuple):
    """One device."""

    major: bytes
    minor: bytes
    name: str
    numbers: list[bytes]


class Collector(Base):
    """Reads ``/proc/diskstats``, the udev database, and ``queue/rotational`` in sysfs."""

    flags = diskstats_flags(EXCLUDE)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("diskstats"))
        self._filter = diskstats_filter(context.options)
        self._disks: dict[tuple[bytes, bytes, str], Disk] = {}
        self._udev = is_folder(self.paths.udev)
        if not self._udev:
            self.log.info("no udev database here, disk details are left out", path=self.paths.udev)
        self._table = Table(*(metric for metric, _ in COLUMNS))
        self._ata = Table(*(metric for _, metric in ATA))
        self._info = Info(f"{_D}info", "Info of /sys/block/<block_device>.")
        self._filesystem = Info(f"{_D}filesystem_info", "Info about disk filesystem.")
        self._mapper = Info(f"{_D}device_mapper_info", "Info about disk device mapper.")

    def page(self) -> bytes:
        """The counters of each device, then what the devices are."""
        lines = [line for line in parse(self._file.read()) if not self._filter.ignores(line.name)]
        disks = [self._disk(line) for line in lines]
        if len(self._disks) > len(disks):
            self._disks = {disk.identity: disk for disk in disks}
        for disk in disks:
            disk.refresh()
        rows = [spelled(line.numbers) for line in lines]
        ata = [disk for disk in disks if disk.ata]
        return b"".join((
            self._ata.render([disk.device for disk in ata], [disk.ata for disk in ata]),
            self._mapper.render([disk.mapper for disk in disks if disk.mapper]),
            self._filesystem.render([disk.filesystem for disk in disks if disk.filesystem]),
            self._info.render([disk.info for disk in disks]),
            self._table.render([disk.device for disk in disks], rows),
        ))  # fmt: skip

    def _disk(self, line: Line) -> Disk:
        identity = line.major, line.minor, line.name
        disk = self._disks.get(identity)
        if disk is None:
            udev = f"{self.paths.udev}/b{line.major.decode()}:{line.minor.decode()}" if self._udev else ""
            # A device such as cciss/c0d0 is a folder cciss!c0d0 in sysfs.
            rotational = self.paths.sys(f"block/{line.name.replace('/', '!')}/queue/rotational")
            disk = self._disks[identity] = Disk(identity, udev, rotational)
        return disk


def parse(data: bytes) -> list[Line]:
    """The devices; lines of fewer than 14 columns are left out, columns this program does not know are too."""
    found = []
    for line in data.split(b"\n"):
        fields = line.split()
        if len(fields) >= LEAST:
            found.append(Line(fields[0], fields[1], os.fsdecode(fields[2]), fields[3:20]))
    return found


def spelled(numbers: list[bytes]) -> list[bytes | None]:
    """Each column in its family's unit; None for what an older kernel does not count."""
    row: list[bytes | None] = [table[number] for table, number in zip(SPELLED, numbers, strict=False)]
    return row if len(row) == len(SPELLED) else row + [None] * (len(SPELLED) - len(row))


class Disk:
    """What is known of a device besides its counters; asked for again when udev writes about it."""

    def __init__(self, identity: tuple[bytes, bytes, str], udev: str, rotational: str) -> None:
        self.identity = identity
        self.device = labels(device=identity[2])
        self.info = self.filesystem = self.mapper = b""
        self.ata: list[bytes | None] = []
        self._udev = udev
        self._rotational = File(rotational, whole=True)
        self._seen: tuple[object, ...] | None = None

    def refresh(self) -> None:
        """Look whether anything changed."""
        now = _signature(self._udev), rotational(self._rotational)
        if now != self._seen:
            self._seen = now
            self._describe(properties(try_read(self._udev) or b"") if self._udev else {}, now[1])

    def _describe(self, known: Mapping[str, bytes], turns: bytes) -> None:
        def get(*names: str) -> bytes:
            return next((known[name] for name in names if known.get(name)), b"")

        # Which serial number stands on the label of the disk differs by its kind.
        serial = get("SCSI_IDENT_SERIAL", "ID_SERIAL_SHORT", "ID_SERIAL")
        major, minor, name = self.identity
        self.info = labels(
            device=name,
            major=major,
            minor=minor,
            path=get("ID_PATH"),
            wwn=get("ID_WWN"),
            model=get("ID_MODEL"),
            serial=serial,
            revision=get("ID_REVISION"),
            rotational=turns,
        )
        self.filesystem = self.mapper = b""
        if get("ID_FS_TYPE"):
            self.filesystem = labels(
                device=name,
                type=get("ID_FS_TYPE"),
                usage=get("ID_FS_USAGE"),
                uuid=get("ID_FS_UUID"),
                version=get("ID_FS_VERSION"),
            )
        if get("DM_NAME"):
            self.mapper = labels(
                device=name,
                name=get("DM_NAME"),
                uuid=get("DM_UUID"),
                vg_name=get("DM_VG_NAME"),
                lv_name=get("DM_LV_NAME"),
                lv_layer=get("DM_LV_LAYER"),
            )
        self.ata = [_number(known.get(name)) for name, _ in ATA] if get("ID_ATA") else []


def properties(data: bytes) -> dict[str, bytes]:
    """The device properties (lines ``E:NAME=value``) of a file of udev's database."""
    lines = (line[2:].partition(b"=") for line in data.split(b"\n") if line.startswith(b"E:"))
    return {name.decode(errors="replace"): value for name, equals, value in lines if equals}


def rotational(file: File) -> bytes:
    """``1`` for a device with turning platters; ``0`` also where the kernel does not say."""
    try:
        return file.read().strip() or b"0"
    except OSError:
        return b"0"


def _signature(path: str) -> tuple[int, ...] | None:
    try:
        return signature(path) if path else None
    except OSError:
        return None


def _number(value: bytes | None) -> bytes | None:
    try:
        return float_text(float(value)) if value is not None else None
    except ValueError:
        return None

"""Btrfs filesystems: allocation, commits and devices (``/sys/fs/btrfs``; as root also by ioctl(2))."""

from __future__ import annotations

import os

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import is_folder, listing, try_read
from exporterhub.node.kernel import btrfs_ioctl, mounts
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import float_text, int_text
from exporterhub.node.text import Families, Metric, labels

_B = "node_btrfs_"
INFO = Metric(f"{_B}info", "gauge", "Filesystem information")
RESERVE = Metric(f"{_B}global_rsv_size_bytes", "gauge", "Size of global reserve.")
COMMITS = Metric(f"{_B}commits_total", "counter", "The total number of commits that have occurred.")
LAST = Metric(f"{_B}last_commit_seconds", "gauge", "Duration of the most recent commit, in seconds.")
LONGEST = Metric(f"{_B}max_commit_seconds", "gauge", "Duration of the slowest commit, in seconds.")
TOTAL = Metric(f"{_B}commit_seconds_total", "counter", "Sum of the duration of all commits, in seconds.")
RESERVED = Metric(f"{_B}reserved_bytes", "gauge", "Amount of space reserved for a data type")
USED = Metric(f"{_B}used_bytes", "gauge", "Amount of used space by a layout/data type")
SIZE = Metric(f"{_B}size_bytes", "gauge", "Amount of space allocated for a layout/data type")
RATIO = Metric(f"{_B}allocation_ratio", "gauge", "Data allocation ratio for a layout/data type")
DEVICE = Metric(f"{_B}device_size_bytes", "gauge", "Size of a device that is part of the filesystem.")
UNUSED = Metric(f"{_B}device_unused_bytes", "gauge", "Unused bytes unused on a device that is part of the filesystem.")
ERRORS = Metric(f"{_B}device_errors_total", "counter", "Errors reported for the device")

KINDS = ("data", "metadata", "system")
COPIES = {"single": 1.0, "raid0": 1.0, "dup": 2.0, "raid1": 2.0, "raid10": 2.0, "raid1c3": 3.0, "raid1c4": 4.0}
PARITY = {"raid5": 1, "raid6": 2}
SECTOR = 512


class Collector(Base):
    """Reads the folder of each filesystem."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._devices = Devices(self.paths.sys("fs/btrfs"), lambda name: "-" in name)  # features is no filesystem

    def page(self) -> bytes:
        """What each filesystem is, and how its space is used."""
        try:
            devices = self._devices.now()
        except FileNotFoundError:
            return b""
        self.may_block = bool(devices)
        asked = self._ask() if devices else {}
        found = Families()
        for name, device in devices.items():
            uuid = device.text("metadata_uuid").decode() or name
            self._add(found, uuid, device, asked.get(uuid.replace("-", "")))
        return found.render()

    def _add(self, found: Families, uuid: str, device: Device, asked: list[btrfs_ioctl.Member] | None) -> None:
        found.add(INFO, labels(uuid=uuid, label=device.text("label")), b"1")
        found.add(RESERVE, labels(uuid=uuid), device.value("allocation/global_rsv_size") or b"0")
        add_commits(found, uuid, device.text("commit_stats"))
        members = _listed(f"{device.folder}/devices")
        for kind in KINDS:
            add_allocation(found, uuid, device, kind, len(members))
        if asked is not None:
            for member in asked:
                add_member(found, uuid, member)
            return
        for member_name in members:
            sectors = device.number(f"devices/{member_name}/size") or 0
            found.add(DEVICE, labels(uuid=uuid, device=member_name), int_text(sectors * SECTOR))

    def _ask(self) -> dict[str, list[btrfs_ioctl.Member]]:
        """The members of each mounted filesystem, by its UUID without dashes; only root gets answers."""
        if os.geteuid() != 0:
            return {}
        data = try_read(self.paths.proc("1/mountinfo")) or try_read(self.paths.proc("self/mountinfo")) or b""
        points = {mount.device: mount.point for mount in mounts.parse(data) if mount.type == "btrfs"}
        answers = (btrfs_ioctl.ask(self.paths.root(self.paths.host(point))) for point in points.values())
        return {answer.uuid: answer.members for answer in answers if answer is not None}


def _listed(folder: str) -> list[str]:
    try:
        return listing(folder)
    except OSError:
        return []


def add_commits(found: Families, uuid: str, text: bytes) -> None:
    """The lines of ``commit_stats``; kernels before 6.0 have none, which counts as 0."""
    numbers = {words[0]: int(words[1]) for line in text.split(b"\n") if len(words := line.split()) == 2}
    key = labels(uuid=uuid)
    found.add(COMMITS, key, int_text(numbers.get(b"commits", 0)))
    for metric, name in ((LAST, b"last_commit_ms"), (LONGEST, b"max_commit_ms"), (TOTAL, b"total_commit_ms")):
        found.add(metric, key, float_text(numbers.get(name, 0) / 1000))


def add_allocation(found: Families, uuid: str, device: Device, kind: str, members: int) -> None:
    """The space of one kind of blocks, by the layout they have."""
    folder = f"allocation/{kind}"
    found.add(RESERVED, labels(uuid=uuid, block_group_type=kind), device.value(f"{folder}/bytes_reserved") or b"0")
    for layout in _listed(f"{device.folder}/{folder}"):
        if not is_folder(f"{device.folder}/{folder}/{layout}"):
            continue
        key = labels(uuid=uuid, block_group_type=kind, mode=layout)
        found.add(USED, key, device.value(f"{folder}/{layout}/used_bytes") or b"0")
        found.add(SIZE, key, device.value(f"{folder}/{layout}/total_bytes") or b"0")
        found.add(RATIO, key, float_text(ratio(layout, members)))


def ratio(layout: str, members: int) -> float:
    """Bytes on disk for each byte of data."""
    if layout in PARITY:
        data = members - PARITY[layout]
        return members / data if data else float("inf")
    return COPIES.get(layout, 0.0)


def add_member(found: Families, uuid: str, member: btrfs_ioctl.Member) -> None:
    """One device, as the filesystem itself tells of it."""
    about = {"device": member.path.rpartition("/")[2], "btrfs_dev_uuid": member.uuid}
    key = labels(uuid=uuid, **about)
    found.add(DEVICE, key, int_text(member.size))
    found.add(UNUSED, key, int_text(member.size - member.used))
    for kind, count in zip(btrfs_ioctl.ERRORS, member.errors, strict=True):
        found.add(ERRORS, labels(uuid=uuid, type=kind, **about), int_text(count))

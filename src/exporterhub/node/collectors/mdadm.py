"""Software RAID (md(4)): ``/proc/mdstat``, and ``/sys/block/md*/md``."""

from __future__ import annotations

import re
from typing import NamedTuple

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Metric, Table, labels
from exporterhub.toolkit import NoData

# The label of the family and the word this program has for the state
STATES = {
    "active": "active",
    "check": "checking",
    "inactive": "inactive",
    "recovering": "recovering",
    "resync": "resyncing",
}
WORK = (("recovery", "recovering"), ("reshape", "reshaping"), ("check", "checking"), ("resync", "resyncing"))
STATUS = re.compile(r"(\d+) blocks .*\[(\d+)/(\d+)\] \[[U_]+\]")
PROGRESS = re.compile(r"\((\d+)/\d+\)")
LEVELS_WITHOUT_SPARES = ("raid0", "linear")  # all their disks are needed


class Array(NamedTuple):
    """One array: disks by what they do, blocks of 1 KiB."""

    name: str
    state: str
    active: int
    failed: int
    spare: int
    required: int
    blocks: int
    synced: int


class Collector(Base):
    """Reads both."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("mdstat"))
        self._devices = Devices(self.paths.sys("block"), lambda name: name.startswith("md"))
        self._blocks = Table(
            Metric("node_md_blocks", "gauge", "Total number of blocks on device."),
            Metric("node_md_blocks_synced", "gauge", "Number of blocks synced on device."),
            Metric("node_md_disks_required", "gauge", "Total number of disks of device."),
        )
        self._disks = Table(Metric("node_md_disks", "gauge", "Number of active/failed/spare disks of device."))
        self._states = Table(Metric("node_md_state", "gauge", "Indicates the state of md-device."))
        self._degraded = Table(
            Metric("node_md_degraded", "gauge", "Number of degraded disks on device."),
            Metric("node_md_raid_disks", "gauge", "Number of raid disks on device."),
        )

    def page(self) -> bytes:
        """Six families about the arrays, two about their disks as sysfs counts them."""
        try:
            arrays = parse(self._file.read().decode(errors="replace"))
        except FileNotFoundError as error:
            raise NoData("the kernel has no software RAID") from error
        self.may_block = bool(arrays)
        return self._emit(arrays) + self._emit_sysfs()

    def _emit(self, arrays: list[Array]) -> bytes:
        disks = [(labels(device=a.name, state=state), int_text(getattr(a, state))) for a in arrays for state in _DISKS]
        states = [
            (labels(device=array.name, state=label), b"1" if array.state == word else b"0")
            for array in arrays
            for label, word in STATES.items()
        ]
        rows = [(int_text(array.blocks), int_text(array.synced), int_text(array.required)) for array in arrays]
        return (
            self._blocks.render([labels(device=array.name) for array in arrays], rows)
            + self._disks.render([key for key, _ in disks], [(count,) for _, count in disks])
            + self._states.render([key for key, _ in states], [(is_it,) for _, is_it in states])
        )

    def _emit_sysfs(self) -> bytes:
        try:
            devices = self._devices.now()
        except OSError:
            return b""
        found = [
            (labels(device=name), degraded(device), device.value("md/raid_disks")) for name, device in devices.items()
        ]
        known = [(key, row) for key, *row in found if row[1] is not None]
        return self._degraded.render([key for key, _ in known], [row for _, row in known])


def degraded(device: Device) -> bytes:
    """How many disks are missing; levels without redundancy have no such file."""
    return device.value("md/degraded") or b"0"


_DISKS = ("active", "failed", "spare")


def parse(text: str) -> list[Array]:
    """The arrays of ``/proc/mdstat``: a line with the disks, one with the blocks, perhaps one with the work under way.

    Raises:
        ValueError: the lines of an array are not as the kernel writes them.
    """
    lines = text.split("\n")
    found = []
    for place, line in enumerate(lines):
        name, colon, rest = line.partition(" : ")
        if colon and line[0] != " " and name != "Personalities":
            found.append(_array(name, rest, lines[place + 1 : place + 4]))
    return found


def _array(name: str, disks: str, below: list[str]) -> Array:
    state = disks.split()[0]
    status = below[0] if below else ""
    blocks = re.match(r"\s*(\d+) ", status)
    if blocks is None:
        raise ValueError(f"unexpected line below {name} in mdstat: {status!r}")
    size = int(blocks[1])
    required, active = _disks(disks, status, state)
    array = Array(name, state, active, disks.count("(F)"), disks.count("(S)"), required, size, size)
    work = below[2] if len(below) > 2 and "bitmap" in below[1] else below[1] if len(below) > 1 else ""
    return _working(array, work)


def _disks(disks: str, status: str, state: str) -> tuple[int, int]:
    """How many the array needs, and how many it has."""
    if any(level in disks for level in LEVELS_WITHOUT_SPARES):
        return disks.count("["), disks.count("[")
    if state == "inactive":
        return 0, 0
    match = STATUS.search(status)
    if match is None:
        raise ValueError(f"unexpected line in mdstat: {status!r}")
    return int(match[2]), int(match[3])


def _working(array: Array, line: str) -> Array:
    """The array with what is done to it at the moment."""
    state = next((state for word, state in WORK if word in line), "")
    if not state:
        return array
    if "PENDING" in line or "DELAYED" in line:
        return array._replace(state=state, synced=0)
    progress = PROGRESS.search(line)
    if progress is None:
        raise ValueError(f"unexpected line in mdstat: {line!r}")
    return array._replace(state=state, synced=int(progress[1]))

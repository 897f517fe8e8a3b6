"""What is asked of psutil, and what it answers: the system's numbers on macOS and Windows.

psutil is imported there only. Every collector is given a reader, so that a test can give it another; the records below
are the named tuples of psutil's documentation (version 7), as they are on these two systems.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol, cast

from exporterhub.errors import Missing

__all__ = [
    "Address",
    "Battery",
    "DiskIO",
    "Interface",
    "MacMemory",
    "MacTimes",
    "NetIO",
    "Partition",
    "Process",
    "ProcessMemory",
    "Reader",
    "Service",
    "Swap",
    "Times",
    "Usage",
    "WindowsMemory",
    "WindowsTimes",
    "open_reader",
]


class MacTimes(NamedTuple):
    """``cpu_times`` of macOS: seconds."""

    user: float
    nice: float
    system: float
    idle: float


class WindowsTimes(NamedTuple):
    """``cpu_times`` of Windows: seconds. ``system`` is all of the kernel's but idle."""

    user: float
    system: float
    idle: float
    interrupt: float
    dpc: float


Times = MacTimes | WindowsTimes


class MacMemory(NamedTuple):
    """``virtual_memory`` of macOS: bytes."""

    total: int
    available: int
    percent: float
    used: int
    free: int
    active: int
    inactive: int
    wired: int


class WindowsMemory(NamedTuple):
    """``virtual_memory`` of Windows: bytes."""

    total: int
    available: int
    percent: float
    used: int
    free: int


class Swap(NamedTuple):
    """``swap_memory``: bytes. ``sin`` and ``sout`` count since the system began; on Windows they are always 0."""

    total: int
    used: int
    free: int
    percent: float
    sin: int
    sout: int


class DiskIO(NamedTuple):
    """``disk_io_counters``. The times are documented as milliseconds."""

    read_count: int
    write_count: int
    read_bytes: int
    write_bytes: int
    read_time: int
    write_time: int


class Partition(NamedTuple):
    """``disk_partitions``. ``opts`` is a list with commas."""

    device: str
    mountpoint: str
    fstype: str
    opts: str


class Usage(NamedTuple):
    """``disk_usage``: bytes."""

    total: int
    used: int
    free: int
    percent: float


class NetIO(NamedTuple):
    """``net_io_counters``. ``dropout`` is always 0 on macOS."""

    bytes_sent: int
    bytes_recv: int
    packets_sent: int
    packets_recv: int
    errin: int
    errout: int
    dropin: int
    dropout: int


class Address(NamedTuple):
    """``net_if_addrs``."""

    family: int
    address: str
    netmask: str | None
    broadcast: str | None
    ptp: str | None


class Interface(NamedTuple):
    """``net_if_stats``. ``speed`` is in megabits a second, 0 where it is not known."""

    isup: bool
    duplex: int
    speed: int
    mtu: int
    flags: str


class Battery(NamedTuple):
    """``sensors_battery``. ``secsleft`` is negative where there is no answer."""

    percent: float
    secsleft: int
    power_plugged: bool | None


class ProcessMemory(NamedTuple):
    """``Process.memory_info``: bytes. There are more fields, others on each system."""

    rss: int
    vms: int


class Process(Protocol):
    """A process."""

    def memory_info(self) -> ProcessMemory:
        """Its memory."""

    def create_time(self) -> float:
        """When it began, seconds since 1970."""

    def num_fds(self) -> int:
        """Its open descriptors; not on Windows."""

    def num_handles(self) -> int:
        """Its open handles; on Windows only."""


class Service(Protocol):
    """A service of Windows. Every question may fail for want of rights."""

    def name(self) -> str:
        """What it is called."""

    def display_name(self) -> str:
        """What people call it."""

    def binpath(self) -> str:
        """Its program, with arguments."""

    def username(self) -> str:
        """Whom it runs as."""

    def start_type(self) -> str:
        """``automatic``, ``manual``, ``disabled`` or ``unknown``."""

    def status(self) -> str:
        """``running``, ``start_pending`` ..."""

    def pid(self) -> int | None:
        """Its process, while it runs."""


class Reader(Protocol):
    """The functions of psutil that collectors ask. A system need not have all: an AttributeError says so."""

    Error: type[Exception]
    AF_LINK: int

    def cpu_times(self, percpu: Literal[True]) -> Sequence[Times]:
        """Of each CPU."""

    def virtual_memory(self) -> MacMemory | WindowsMemory:
        """Physical memory."""

    def swap_memory(self) -> Swap:
        """Swap space."""

    def disk_io_counters(self, perdisk: Literal[True], nowrap: bool) -> Mapping[str, DiskIO]:
        """Of each disk."""

    def disk_partitions(self, all: bool) -> Sequence[Partition]:  # noqa: A002 - psutil's name
        """What is mounted."""

    def disk_usage(self, path: str) -> Usage:
        """How full it is. Raises OSError."""

    def net_io_counters(self, pernic: Literal[True], nowrap: bool) -> Mapping[str, NetIO]:
        """Of each interface."""

    def net_if_addrs(self) -> Mapping[str, Sequence[Address]]:
        """The addresses of each interface."""

    def net_if_stats(self) -> Mapping[str, Interface]:
        """The state of each interface."""

    def boot_time(self) -> float:
        """Seconds since 1970."""

    def getloadavg(self) -> tuple[float, float, float]:
        """Of 1, 5 and 15 minutes."""

    def pids(self) -> Sequence[int]:
        """All processes."""

    def sensors_battery(self) -> Battery | None:
        """The first battery; None where there is none."""

    def win_service_iter(self) -> Iterable[Service]:
        """All services."""

    def Process(self, pid: int | None = None) -> Process:  # noqa: N802 - psutil's name
        """A process; this one unless said."""


def open_reader() -> Reader:
    """psutil. Raises Missing where it is not installed."""
    try:
        return cast(Reader, importlib.import_module("psutil"))
    except ImportError as error:
        raise Missing(
            f"the host exporter needs psutil on this system: {error}",
            remedy="python -m pip install psutil",
        ) from error

"""Doubles of psutil on macOS and on Windows: no such machine is at hand where these tests run.

They answer with the named tuples of psutil's documentation for these systems; the numbers are made up. A double has
the functions that psutil has there, and no others.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import NamedTuple

from exporterhub.node.reader import (
    Address,
    Battery,
    DiskIO,
    Interface,
    MacMemory,
    MacTimes,
    NetIO,
    Partition,
    ProcessMemory,
    Swap,
    Usage,
    WindowsMemory,
    WindowsTimes,
)

__all__ = ["Mac", "Service", "Windows"]

GIB = 1 << 30


class DoubleError(Exception):
    """Stands for ``psutil.Error``."""


class MacProcess(NamedTuple):
    """``psutil.Process``."""

    pid: int | None

    def memory_info(self) -> ProcessMemory:
        return ProcessMemory(rss=30_000_000, vms=400_000_000)

    def create_time(self) -> float:
        return 1_700_000_500.25

    def num_fds(self) -> int:
        return 12


class Mac:
    """psutil on a laptop with macOS."""

    Error = DoubleError
    AF_LINK = 18

    def __init__(self) -> None:
        self.battery: Battery | None = Battery(percent=80, secsleft=3600, power_plugged=False)
        self.partitions = [
            Partition("/dev/disk3s1s1", "/", "apfs", "ro,local,rootfs,dovolfs,journaled,multilabel"),
            Partition("devfs", "/dev", "devfs", "rw,local,dontbrowse,multilabel"),
            Partition("/dev/disk3s5", "/System/Volumes/Data", "apfs", "rw,local,dovolfs,dontbrowse,journaled"),
        ]

    def cpu_times(self, percpu: bool) -> list[MacTimes]:
        assert percpu
        return [MacTimes(100.5, 0.0, 50.25, 1000.0), MacTimes(90.5, 0.0, 40.25, 1010.0)]

    def virtual_memory(self) -> MacMemory:
        # 1 GiB of free pages, a quarter of it speculative; 3 GiB inactive
        return MacMemory(
            total=16 * GIB,
            available=4 * GIB,
            percent=75.0,
            used=9 * GIB,
            free=GIB - GIB // 4,
            active=7 * GIB,
            inactive=3 * GIB,
            wired=2 * GIB,
        )

    def swap_memory(self) -> Swap:
        return Swap(total=2 * GIB, used=GIB, free=GIB, percent=50.0, sin=123_456, sout=7890)

    def disk_io_counters(self, perdisk: bool, nowrap: bool) -> dict[str, DiskIO]:
        assert perdisk
        assert not nowrap
        return {"disk0": DiskIO(1000, 500, 4_096_000, 2_048_000, 1500, 250), "disk4": DiskIO(1, 0, 512, 0, 0, 0)}

    def disk_partitions(self, all: bool) -> list[Partition]:  # noqa: A002 - psutil's name
        assert all
        return self.partitions

    def net_io_counters(self, pernic: bool, nowrap: bool) -> dict[str, NetIO]:
        assert pernic
        assert not nowrap
        return {"en0": NetIO(200, 1000, 20, 100, 1, 2, 3, 0), "lo0": NetIO(10, 10, 1, 1, 0, 0, 0, 0)}

    def net_if_addrs(self) -> dict[str, list[Address]]:
        return {
            "en0": [
                Address(self.AF_LINK, "a4:83:e7:00:00:01", None, None, None),
                Address(socket.AF_INET, "192.0.2.10", "255.255.255.0", "192.0.2.255", None),
                Address(socket.AF_INET6, "fe80::1%en0", "ffff:ffff:ffff:ffff::", None, None),
            ],
            "lo0": [Address(socket.AF_INET, "127.0.0.1", "255.0.0.0", None, None)],
        }

    def boot_time(self) -> float:
        return 1_700_000_000.0

    def getloadavg(self) -> tuple[float, float, float]:
        return (1.5, 1.25, 1.0)

    def sensors_battery(self) -> Battery | None:
        return self.battery

    def Process(self, pid: int | None = None) -> MacProcess:  # noqa: N802 - psutil's name
        return MacProcess(pid)


class WindowsProcess(NamedTuple):
    """``psutil.Process``."""

    pid: int | None

    def memory_info(self) -> ProcessMemory:
        return ProcessMemory(rss=30_000_000, vms=20_000_000)

    def create_time(self) -> float:
        if self.pid == 5:
            raise DoubleError("access denied")
        return 1_700_000_500.75

    def num_handles(self) -> int:
        return 345


class Service(NamedTuple):
    """``psutil.WindowsService``; ``kind`` is its start type."""

    called: str
    kind: str
    state: str
    process: int | None
    denied: bool = False

    def name(self) -> str:
        return self.called

    def display_name(self) -> str:
        return f"The {self.called}"

    def binpath(self) -> str:
        return f"C:\\Windows\\{self.called}.exe -k"

    def username(self) -> str:
        if self.denied:
            raise DoubleError(f"service {self.called!r} is not querable (not enough privileges)")
        return "NT AUTHORITY\\LocalService"

    def start_type(self) -> str:
        return self.kind

    def status(self) -> str:
        return self.state

    def pid(self) -> int | None:
        return self.process


class Windows:
    """psutil on a server with Windows."""

    Error = DoubleError
    AF_LINK = -1

    def __init__(self) -> None:
        self.cpus = [WindowsTimes(10.5, 5.25, 100.0, 0.5, 0.25), WindowsTimes(11.5, 6.25, 90.0, 0.75, 0.125)]
        self.services = [
            Service("Spooler", "automatic", "running", 4711),
            Service("BITS", "manual", "stopped", None),
            Service("Slow", "disabled", "stop_pending", 5),
            Service("Odd", "unknown", "unknown", None),
            Service("Secret", "automatic", "running", 6, denied=True),
        ]
        self.interfaces = {
            "Ethernet": Interface(True, 2, 1000, 1500, ""),
            "Fast": Interface(True, 2, 4294, 1500, ""),
            "Wi-Fi": Interface(False, 2, 0, 1500, ""),
        }

    def cpu_times(self, percpu: bool) -> list[WindowsTimes]:
        assert percpu
        return self.cpus

    def virtual_memory(self) -> WindowsMemory:
        return WindowsMemory(total=16 * GIB, available=6 * GIB, percent=62.5, used=10 * GIB, free=6 * GIB)

    def disk_io_counters(self, perdisk: bool, nowrap: bool) -> dict[str, DiskIO]:
        assert perdisk
        assert not nowrap
        return {"PhysicalDrive0": DiskIO(1000, 500, 4_096_000, 2_048_000, 1, 0), "PhysicalDrive1": DiskIO(*[1] * 6)}

    def disk_partitions(self, all: bool) -> list[Partition]:  # noqa: A002 - psutil's name
        assert not all
        return [
            Partition("C:\\", "C:\\mnt\\data\\", "NTFS", "rw"),
            Partition("C:\\", "C:\\", "NTFS", "rw,fixed"),
            Partition("D:\\", "D:\\", "", "cdrom"),
            Partition("E:\\", "E:\\", "NTFS", "ro,readonly,removable"),
        ]

    def disk_usage(self, path: str) -> Usage:
        if path == "D:\\":
            raise PermissionError(21, "The device is not ready")
        size = {"C:\\": 100, "C:\\mnt\\data\\": 50, "E:\\": 8}[path]
        return Usage(total=size * GIB, used=2 * GIB, free=(size - 2) * GIB, percent=2.0)

    def net_io_counters(self, pernic: bool, nowrap: bool) -> dict[str, NetIO]:
        assert pernic
        assert not nowrap
        return {"Ethernet": NetIO(200, 1000, 20, 100, 1, 2, 3, 4), "Wi-Fi": NetIO(*[0] * 8)}

    def net_if_stats(self) -> dict[str, Interface]:
        return self.interfaces

    def net_if_addrs(self) -> dict[str, list[Address]]:
        return {
            "Ethernet": [
                Address(self.AF_LINK, "00-0C-29-aa-BB-01", None, None, None),
                Address(socket.AF_INET, "192.0.2.10", "255.255.255.0", None, None),
                Address(socket.AF_INET6, "fe80::1", None, None, None),
                Address(socket.AF_INET6, "2001:db8::10", None, None, None),
            ],
            "Wi-Fi": [Address(socket.AF_INET, "198.51.100.7", "255.255.255.0", None, None)],
            "Loopback": [Address(socket.AF_INET, "127.0.0.1", "255.0.0.0", None, None)],
        }

    def boot_time(self) -> float:
        return 1_700_000_000.5

    def pids(self) -> list[int]:
        return [0, 4, 100, 4711]

    def win_service_iter(self) -> Iterator[Service]:
        return iter(self.services)

    def Process(self, pid: int | None = None) -> WindowsProcess:  # noqa: N802 - psutil's name
        return WindowsProcess(pid)

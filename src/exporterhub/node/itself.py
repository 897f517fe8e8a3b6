"""What the exporter says of itself: what it costs, which program this is, and whether it can see the host at all."""

from __future__ import annotations

import mmap
import os
import platform
import sys
import time
from typing import TYPE_CHECKING

from exporterhub import __version__
from exporterhub.node.files import File, listing, read, size_of
from exporterhub.node.numbers import float_text, int_text
from exporterhub.node.systems import LINUX, System
from exporterhub.node.text import Info, Metric, Single, Value, labels

if TYPE_CHECKING:
    from exporterhub.node.reader import Reader

__all__ = ["COMPATIBLE", "AskedCosts", "Costs", "about", "blind"]

COMPATIBLE = LINUX.version
"""The version of node_exporter whose families these are."""

PROCESS = Single(
    Metric("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds."),
    Metric("process_max_fds", "gauge", "Maximum number of open file descriptors."),
    Metric("process_open_fds", "gauge", "Number of open file descriptors."),
    Metric("process_resident_memory_bytes", "gauge", "Resident memory size in bytes."),
    Metric("process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds."),
    Metric("process_virtual_memory_bytes", "gauge", "Virtual memory size in bytes."),
)
BLIND = Single(
    Metric(
        "exporterhub_node_filesystems_of_container",
        "gauge",
        "1 if this runs in a container without --path.rootfs: filesystem metrics are the container's, not the host's.",
    )
)
_PAGE = mmap.PAGESIZE
_MACHINES = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "ARM64": "arm64"}  # in Go's words


def about(*, python: bool = True, system: System = LINUX) -> bytes:
    """Which program this is: its own name and version, and under the Go program's that whose metrics it has.

    Dashboards select by ``node_exporter_build_info``; its label ``revision`` says that this is not that program.
    """
    version = sys.version_info
    platform_labels = labels(
        implementation=platform.python_implementation(),
        major=str(version.major),
        minor=str(version.minor),
        patchlevel=str(version.micro),
        version=platform.python_version(),
    )
    build = labels(
        branch="",
        goarch=_MACHINES.get(platform.machine(), platform.machine()),
        goos={"win32": "windows"}.get(system.platform, system.platform),
        goversion="",
        revision=f"exporterhub-{__version__}",
        tags="",
        version=system.version,
    )
    meaning = (
        f"A metric with a constant '1' value labeled by version, revision, branch, goversion from which {system.model}"
        " was built, and the goos and goarch for the build."
    )
    return (
        Info("exporterhub_build_info", "The version of exporterhub that made this page.").render(
            [labels(version=__version__)]
        )
        + Info(f"{system.model}_build_info", meaning).render([build])
        + (Info("python_info", "Python platform information").render([platform_labels]) if python else b"")
    )


class Costs:
    """The process's own use of the machine, from the real ``/proc``: it is about this process, not about the host."""

    def __init__(self) -> None:
        import resource  # Unix has it

        self._most = int_text(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        self._memory = File("/proc/self/statm", whole=True)
        self._started = float_text(_start_time())

    def collect(self) -> bytes:
        """Six families."""
        try:
            virtual, resident = map(int, self._memory.read().split(None, 2)[:2])
            descriptors = _descriptors()
        except OSError:
            return b""
        return PROCESS.render(
            (
                float_text(time.process_time()),
                self._most,
                int_text(descriptors),
                int_text(resident * _PAGE),
                self._started,
                int_text(virtual * _PAGE),
            )
        )


def _descriptors() -> int:
    """How many are open. Since Linux 6.2 the folder's size says so; before, its entries have to be counted."""
    return size_of("/proc/self/fd") or len(listing("/proc/self/fd")) - 1  # less the one that lists them


def _start_time() -> float:
    """When this process began (proc_pid_stat(5), field 22; the boot time is that of proc_stat(5))."""
    try:
        ticks = int(read("/proc/self/stat").rsplit(b")", 1)[1].split()[19])
        boot = int(read("/proc/stat").split(b"\nbtime ", 1)[1].split(None, 1)[0])
    except (OSError, ValueError, IndexError):
        return time.time()
    return boot + ticks / os.sysconf("SC_CLK_TCK")


class AskedCosts:
    """The same of psutil, on the other systems; what a system does not tell is left out."""

    def __init__(self, reader: Reader) -> None:
        self._process = reader.Process()
        self._failures = (reader.Error, OSError)
        self._most = _most_descriptors()
        self._started = float_text(self._process.create_time())

    def collect(self) -> bytes:
        """Five families, or six."""
        try:
            memory, opened = self._process.memory_info(), self._open()
        except self._failures:
            return b""
        return PROCESS.render(
            (
                float_text(time.process_time()),
                self._most,
                int_text(opened),
                int_text(memory.rss),
                self._started,
                int_text(memory.vms),
            )
        )

    def _open(self) -> int:
        """Descriptors; on Windows handles, as Go's client has it."""
        if hasattr(self._process, "num_handles"):
            return self._process.num_handles()
        return self._process.num_fds()


def _most_descriptors() -> Value:
    try:
        import resource
    except ImportError:  # Windows: Go's client says a fixed number
        return None
    return int_text(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def blind(*, in_container: bool) -> bytes:
    """The family that tells of filesystems which are not the host's."""
    return BLIND.render([b"1" if in_container else b"0"])

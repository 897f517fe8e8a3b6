"""The CPUs as sysfs and ``/proc/cpuinfo`` describe them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from exporterhub.node.collector import Context
from exporterhub.node.files import File, exists, listing, read, read_uint, try_read
from exporterhub.node.paths import Paths
from exporterhub.node.text import labels

__all__ = ["Cpu", "Topology", "details", "isolated", "numbered", "ranges", "wants_details"]

_FOLDER = "devices/system/cpu"
_CORE, _PACKAGE = "thermal_throttle/core_throttle_count", "thermal_throttle/package_throttle_count"


def ranges(text: bytes) -> list[int]:
    """``0-2,5`` is 0, 1, 2, 5 (cpuset(7), list format)."""
    found: list[int] = []
    for part in text.strip().split(b","):
        if part:
            first, _, last = part.partition(b"-")
            found.extend(range(int(first), int(last or first) + 1))
    return found


def isolated(paths: Paths) -> list[int]:
    """The CPUs the scheduler leaves alone; none where the kernel does not say."""
    return ranges(try_read(paths.sys(f"{_FOLDER}/isolated")) or b"")


def numbered(paths: Paths) -> list[int]:
    """The CPUs that have a folder in sysfs, in the order of their numbers."""
    try:
        names = listing(paths.sys(_FOLDER))
    except OSError:
        return []
    return sorted(int(name[3:]) for name in names if name.startswith("cpu") and name[3:].isdecimal())


class Topology:
    """Which CPUs there are, their cores and packages: read anew when another set of CPUs is running."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._running: frozenset[int] | None = None
        self._cpus: list[int] = []
        self._cores: dict[tuple[int, int], File] = {}
        self._packages: dict[int, File] = {}
        self._switchable = False
        self._online_file = File(paths.sys(f"{_FOLDER}/online"), whole=True)

    def refresh(self, running: Iterable[int]) -> None:
        """Look at sysfs again if ``running`` differs from the last time."""
        now = frozenset(running)
        if now == self._running:
            return
        self._running = now
        self._cpus = numbered(self._paths)
        self._cores.clear()
        self._packages.clear()
        for cpu in self._cpus:
            self._place(cpu)
        # The first CPU in the order of the names decides, as in node_exporter: where it cannot be switched off
        # the kernel does not support it for any.
        first = min(self._cpus, key=str, default=None)
        self._switchable = first is not None and exists(self._cpu(first, "online"))

    def _cpu(self, cpu: int, name: str) -> str:
        return self._paths.sys(f"{_FOLDER}/cpu{cpu}/{name}")

    def _place(self, cpu: int) -> None:
        try:
            package = read_uint(self._cpu(cpu, "topology/physical_package_id"))
            core = read_uint(self._cpu(cpu, "topology/core_id"))
        except (OSError, ValueError):
            return
        if package < 0 or core < 0:
            return
        if (package, core) not in self._cores and try_read(self._cpu(cpu, _CORE)):
            self._cores[package, core] = File(self._cpu(cpu, _CORE), whole=True)
        if package not in self._packages and try_read(self._cpu(cpu, _PACKAGE)):
            self._packages[package] = File(self._cpu(cpu, _PACKAGE), whole=True)

    def core_throttles(self) -> list[tuple[tuple[int, int], int]]:
        """How often each core, known by its package and its number there, was throttled."""
        return [(place, count) for place, file in self._cores.items() if (count := _count(file)) is not None]

    def package_throttles(self) -> list[tuple[int, int]]:
        """How often each package was throttled."""
        return [(place, count) for place, file in self._packages.items() if (count := _count(file)) is not None]

    def online(self) -> list[tuple[int, bool]]:
        """Each CPU and whether it is online; none where CPUs cannot be switched off."""
        if not self._switchable:
            return []
        try:
            online = set(ranges(self._online_file.read()))
        except (OSError, ValueError):
            online = {cpu for cpu in self._cpus if (try_read(self._cpu(cpu, "online")) or b"").strip() == b"1"}
        return [(cpu, cpu in online) for cpu in self._cpus]


def _count(file: File) -> int | None:
    try:
        return int(file.read())
    except (OSError, ValueError):
        return None


def wants_details(context: Context) -> bool:
    """Whether the collector ``cpu`` is to read ``/proc/cpuinfo``, which takes the kernel long on large machines."""
    if "cpu" not in context.enabled:
        return False
    options = context.options
    wanted = ("collector.cpu.info.flags-include", "collector.cpu.info.bugs-include")
    return options.switch("collector.cpu.info") or any(options.text(name) for name in wanted)


class Cpu(NamedTuple):
    """One processor of ``/proc/cpuinfo``."""

    number: str
    fields: dict[str, str]

    def place(self) -> bytes:
        """Its package, core and number, as labels."""
        return labels(package=self._get("physical id"), core=self._get("core id"), cpu=self.number)

    def labels(self) -> bytes:
        """All that identifies it."""
        return (
            self.place()
            + b","
            + labels(
                vendor=self._get("vendor_id"),
                family=self._get("cpu family"),
                model=self._get("model"),
                model_name=self._get("model name"),
                microcode=self._get("microcode"),
                stepping=self._get("stepping"),
                cachesize=self._get("cache size"),
            )
        )

    def _get(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def hertz(self) -> float:
        """Its frequency."""
        return float(self.fields.get("cpu MHz") or 0) * 1e6

    @property
    def flags(self) -> list[str]:
        """Its features (``flags``; ``Features`` on ARM)."""
        return (self._get("flags") or self._get("Features")).split()

    @property
    def bugs(self) -> list[str]:
        """The known defects of it that the kernel works around."""
        return self._get("bugs").split()


def details(path: str) -> list[Cpu]:
    """The processors of ``/proc/cpuinfo``. Raises OSError."""
    found: list[Cpu] = []
    for block in re.split(r"\n\s*\n", read(path).decode(errors="replace")):
        lines = (line.partition(":") for line in block.split("\n"))
        fields = {name.strip(): value.strip() for name, colon, value in lines if colon}
        if "processor" in fields:
            found.append(Cpu(fields["processor"], fields))
    return found

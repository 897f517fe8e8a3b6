"""What the hub's processes cost, all of them together: the parent, which only looks after them, and the workers.

From /proc (proc_pid_stat(5)); on other systems there is nothing of this.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from exporterhub.exposition import Family, Sample
from exporterhub.hub.metrics._place import Place
from exporterhub.toolkit import NoData, Scrape

__all__ = ["Processes"]


class _Process(NamedTuple):
    """``children`` are the seconds of those that have ended and were waited for."""

    cpu: float
    children: float
    started: float
    memory: int
    opened: int
    most: int


class Processes:
    """A collector of the toolkit."""

    name = "processes"
    may_block = False

    def __init__(self, place: Place, proc: Path = Path("/proc")) -> None:
        self._place = place
        self._proc = proc

    def collect(self, scrape: Scrape) -> Iterator[Family]:  # noqa: ARG002 - /proc does not wait
        """How many workers there are, and the families that every client library has, of all processes together."""
        workers = self._place.living()
        yield _gauge("exporterhub_workers", "Workers that are alive.", len(workers))
        if not (self._proc / "stat").exists():
            raise NoData("there is no /proc here")
        boot = self._boot()
        parent = self._read(self._place.parent, boot)
        found = [process for pid in workers if pid != self._place.parent and (process := self._read(pid, boot))]
        everyone = [*([parent] if parent else []), *found]
        if everyone:
            yield from _families(everyone, (parent or found[0]))

    def _boot(self) -> int:
        lines = (self._proc / "stat").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("btime "))

    def _read(self, pid: int, boot: int) -> _Process | None:
        folder = self._proc / str(pid)
        try:
            # the name may hold spaces and brackets; what follows the last bracket begins with field 3
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            opened = sum(1 for _ in (folder / "fd").iterdir())
            most = _limit(folder / "limits")
        except (OSError, ValueError):  # it has ended meanwhile
            return None
        ticks = os.sysconf("SC_CLK_TCK")
        return _Process(
            cpu=(int(fields[11]) + int(fields[12])) / ticks,
            children=(int(fields[13]) + int(fields[14])) / ticks,
            started=boot + int(fields[19]) / ticks,
            memory=int(fields[21]) * os.sysconf("SC_PAGE_SIZE"),
            opened=opened,
            most=most,
        )


def _limit(path: Path) -> int:
    for line in path.read_text(encoding="ascii").splitlines():
        if line.startswith("Max open files"):
            with suppress(ValueError):  # "unlimited"
                return int(line.split()[3])
    return 0


def _families(processes: list[_Process], first: _Process) -> Iterator[Family]:
    # what a worker used does not go away with it: whoever waits for a process inherits its times
    cpu = round(sum(process.cpu for process in processes) + first.children, 2)
    fullest = max(processes, key=lambda process: process.opened / (process.most or 1 << 30))
    yield Family(
        "process_cpu_seconds",
        "counter",
        "CPU time of the hub's processes, those that have ended included.",
        "",
        (Sample("process_cpu_seconds_total", {}, cpu),),
    )
    memory = sum(process.memory for process in processes)
    yield _gauge(
        "process_resident_memory_bytes",
        "Resident memory of the hub's processes together; what they share counts for each.",
        memory,
    )
    yield _gauge(
        "process_open_fds", "Open file descriptors of the process that is nearest to its limit.", fullest.opened
    )
    if fullest.most:
        yield _gauge("process_max_fds", "How many file descriptors that process may open.", fullest.most)
    yield _gauge("process_start_time_seconds", "When the hub was started, in seconds since 1970.", first.started)


def _gauge(name: str, text: str, value: float) -> Family:
    return Family(name, "gauge", text, "", (Sample(name, {}, float(value)),))

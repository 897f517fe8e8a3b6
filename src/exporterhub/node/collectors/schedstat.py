"""How long the tasks of each CPU ran and waited (``/proc/schedstat``, Documentation/scheduler/sched-stats.rst)."""

from __future__ import annotations

import re

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import NANO, PLAIN
from exporterhub.node.text import Metric, Table, labels
from exporterhub.toolkit import NoData

# In every version since 15 the last three of the nine numbers are run time, wait time and time slices.
LINE = re.compile(rb"^cpu(\d+)(?: \d+){6} (\d+) (\d+) (\d+)", re.MULTILINE)


class Collector(Base):
    """Reads ``/proc/schedstat``; kernels without CONFIG_SCHEDSTATS have none."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("schedstat"))
        self._emit = Table(
            Metric("node_schedstat_running_seconds_total", "counter", "Number of seconds CPU spent running a process."),
            Metric("node_schedstat_timeslices_total", "counter", "Number of timeslices executed by CPU."),
            Metric(
                "node_schedstat_waiting_seconds_total",
                "counter",
                "Number of seconds spent by processing waiting for this CPU.",
            ),
        )

    def page(self) -> bytes:
        """Three counters for each CPU."""
        try:
            found = LINE.findall(self._file.read())
        except FileNotFoundError as error:
            raise NoData("the kernel has no /proc/schedstat") from error
        keys = [labels(cpu=cpu) for cpu, *_ in found]
        return self._emit.render(keys, [(NANO[run], PLAIN[slices], NANO[wait]) for _, run, wait, slices in found])

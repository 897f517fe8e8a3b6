"""What the CPUs spent their time with (NtQuerySystemInformation)."""

from __future__ import annotations

from collections.abc import Sequence

from exporterhub.node.asking import Asking, given
from exporterhub.node.collector import Context
from exporterhub.node.numbers import int_text
from exporterhub.node.reader import Times
from exporterhub.node.text import Metric, Single, Table, labels

COUNT = Metric("windows_cpu_logical_processor", "gauge", "Total number of logical processors")
TIME = Metric(
    "windows_cpu_time_total",
    "counter",
    "Time that processor spent in different modes (dpc, idle, interrupt, privileged, user)",
)
# psutil's "system" is what the kernel's time is without idle, as the counter "% Privileged Time".
MODES = {"dpc": "dpc", "idle": "idle", "interrupt": "interrupt", "privileged": "system", "user": "user"}
GROUP = 64  # processors in a group at most (Windows, "Processor Groups")


class Collector(Asking):
    """Asks ``cpu_times``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._count, self._table = Single(COUNT), Table(TIME)

    def page(self) -> bytes:
        """How many there are, and the seconds of each in each mode."""
        cpus = self.reader.cpu_times(percpu=True)
        count = self._count.render([int_text(len(cpus))])
        return count + emit(self._table, cpus)


def emit(table: Table, cpus: Sequence[Times]) -> bytes:
    """The family. A core's name is its processor group and its number in it.

    Raises:
        ValueError: there is more than one group. psutil asks the one that it runs in, and does not say which that is.
    """
    if len(cpus) > GROUP:
        raise ValueError(f"{len(cpus)} processors are in several processor groups, which psutil does not tell apart")
    keys = [labels(core=f"0,{number}", mode=mode) for number in range(len(cpus)) for mode in MODES]
    return table.render(keys, [(given(times, field),) for times in cpus for field in MODES.values()])

"""What the CPUs spent their time with (host_processor_info)."""

from __future__ import annotations

from collections.abc import Sequence

from exporterhub.node.asking import Asking, given
from exporterhub.node.collector import Context
from exporterhub.node.reader import Times
from exporterhub.node.text import Metric, Table, labels

SECONDS = Metric("node_cpu_seconds_total", "counter", "Seconds the CPUs spent in each mode.")
MODES = ("idle", "nice", "system", "user")


class Collector(Asking):
    """Asks ``cpu_times``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._table = Table(SECONDS)

    def page(self) -> bytes:
        """The seconds in each mode."""
        return emit(self._table, self.reader.cpu_times(percpu=True))


def emit(table: Table, cpus: Sequence[Times]) -> bytes:
    """The family."""
    keys = [labels(cpu=str(cpu), mode=mode) for cpu in range(len(cpus)) for mode in MODES]
    return table.render(keys, [(given(times, mode),) for times in cpus for mode in MODES])

"""Tasks that the kernel found hanging (``/proc/sys/kernel/hung_task_detect_count``, since Linux 6.13)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Metric, Single
from exporterhub.toolkit import NoData

EMIT = Single(
    Metric(
        "node_kernel_hung_tasks_total",
        "counter",
        "Total number of tasks that have been detected as hung since the system booted.",
    )
)


class Collector(Base):
    """Reads one number."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("sys/kernel/hung_task_detect_count"), whole=True)

    def page(self) -> bytes:
        """One counter."""
        try:
            return EMIT.render([PLAIN[self._file.read().strip()]])
        except FileNotFoundError as error:
            raise NoData("the kernel does not count hung tasks") from error

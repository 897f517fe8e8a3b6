"""The load averages of 1, 5 and 15 minutes (proc_loadavg(5))."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import float_text
from exporterhub.node.text import Metric, Single

EMIT = Single(
    Metric("node_load1", "gauge", "1m load average."),
    Metric("node_load15", "gauge", "15m load average."),
    Metric("node_load5", "gauge", "5m load average."),
)


class Collector(Base):
    """Reads ``/proc/loadavg``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("loadavg"), whole=True)

    def page(self) -> bytes:
        """Three gauges."""
        one, five, fifteen = parse(self._file.read())
        return EMIT.render((float_text(one), float_text(fifteen), float_text(five)))


def parse(data: bytes) -> tuple[float, float, float]:
    """The three averages. Raises ValueError for another content."""
    fields = data.split(None, 3)
    if len(fields) < 3:
        raise ValueError(f"unexpected content in loadavg: {data[:80]!r}")
    return float(fields[0]), float(fields[1]), float(fields[2])

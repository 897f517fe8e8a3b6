"""Packets that the CPUs took from the network cards (``/proc/net/softnet_stat``, softnet_seq_show in the kernel)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Metric, Table, labels

_S = "node_softnet_"
METRICS = (
    Metric(f"{_S}processed_total", "counter", "Number of processed packets"),
    Metric(f"{_S}dropped_total", "counter", "Number of dropped packets"),
    Metric(f"{_S}times_squeezed_total", "counter", "Number of times processing packets ran out of quota"),
    Metric(
        f"{_S}cpu_collision_total",
        "counter",
        "Number of collision occur while obtaining device lock while transmitting",
    ),
    Metric(f"{_S}received_rps_total", "counter", "Number of times cpu woken up received_rps"),
    Metric(f"{_S}flow_limit_count_total", "counter", "Number of times flow limit has been reached"),
    Metric(f"{_S}backlog_len", "gauge", "Softnet backlog status"),
)
COLUMNS = (0, 1, 2, 8, 9, 10, 11)
CPU = 12  # the column of the CPU's number
LEAST = 9  # columns in Linux 2.6.23; 13 and more since 5.14


class Collector(Base):
    """Reads ``softnet_stat``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("net/softnet_stat"))
        self._emit = Table(*METRICS)

    def page(self) -> bytes:
        """Seven families, one series for each CPU."""
        found = parse(self._file.read())
        return self._emit.render([labels(cpu=str(cpu)) for cpu in found], list(found.values()))


def parse(data: bytes) -> dict[int, list[bytes]]:
    """The numbers of each CPU in the order of ``METRICS``, 0 where an older kernel does not count.

    Raises:
        ValueError: a line has fewer than nine columns.
    """
    found: dict[int, list[bytes]] = {}
    for place, line in enumerate(data.splitlines()):
        columns = line.split()
        if len(columns) < LEAST:
            raise ValueError(f"a line of softnet_stat has {len(columns)} columns, expected at least {LEAST}")
        cpu = int(columns[CPU], 16) if len(columns) > CPU else place
        # The backlog came together with the CPU's number.
        known = len(columns) if len(columns) > CPU else min(len(columns), 11)
        found[cpu] = [int_text(int(columns[column], 16)) if column < known else b"0" for column in COLUMNS]
    return found

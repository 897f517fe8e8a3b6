"""Boot time, interrupts, context switches, forks, and processes that run or wait (``/proc/stat``, proc_stat(5))."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.flags import switch
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Metric, Single, Table, labels

EMIT = Single(
    Metric("node_boot_time_seconds", "gauge", "Node boot time, in unixtime."),
    Metric("node_context_switches_total", "counter", "Total number of context switches."),
    Metric("node_forks_total", "counter", "Total number of forks."),
    Metric("node_intr_total", "counter", "Total number of interrupts serviced."),
    Metric("node_procs_blocked", "gauge", "Number of processes blocked waiting for I/O to complete."),
    Metric("node_procs_running", "gauge", "Number of processes in runnable state."),
)
KEYS = (b"btime", b"ctxt", b"processes", b"intr", b"procs_blocked", b"procs_running")
VECTORS = ("hi", "timer", "net_tx", "net_rx", "block", "block_iopoll", "tasklet", "sched", "hrtimer", "rcu")


class Collector(Base):
    """Reads ``/proc/stat``."""

    flags = (switch("collector.stat.softirq", "Export softirq calls per vector"),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stat = context.stat()
        self._softirq = context.options.switch("collector.stat.softirq")
        self._vectors = [labels(vector=vector) for vector in VECTORS]
        self._softirqs = Table(Metric("node_softirqs_total", "counter", "Number of softirq calls."))

    def collect(self, scrape: object = None) -> bytes:
        """Six families, and with the flag one for the soft interrupts."""
        data = self._stat.of(scrape)
        page = EMIT.render([PLAIN[number] for number in parse(data)])
        if self._softirq:
            counts = after(data, b"softirq", 11)[1:]
            page += self._softirqs.render(self._vectors[: len(counts)], [(PLAIN[count],) for count in counts])
        return page


def parse(data: bytes) -> list[bytes]:
    """The numbers after ``KEYS``, as the kernel wrote them; 0 for a line that is not there."""
    return [(after(data, key, 1) or [b"0"])[0] for key in KEYS]


def after(data: bytes, key: bytes, count: int) -> list[bytes]:
    """At most ``count`` numbers of the line that begins with ``key``: the line of the interrupts has thousands."""
    begin = 0 if data.startswith(key + b" ") else data.find(b"\n" + key + b" ") + 1
    if begin == 0 and not data.startswith(key + b" "):
        return []
    line = data[begin : data.find(b"\n", begin) + 1 or None] if count > 1 else data[begin : begin + 40]
    return line.split(b"\n", 1)[0].split()[1 : count + 1]

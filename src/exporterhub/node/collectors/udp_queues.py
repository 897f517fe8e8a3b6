"""Memory that queued UDP datagrams hold (``/proc/net/udp``, ``/proc/net/udp6``, proc_pid_net(5))."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Metric, Table, labels
from exporterhub.toolkit import NoData

HELP = "Number of allocated memory in the kernel for UDP datagrams in bytes."


class Collector(Base):
    """Reads both tables; a kernel may lack either protocol."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._files = {"v4": File(self.paths.proc("net/udp")), "v6": File(self.paths.proc("net/udp6"))}
        self._emit = Table(Metric("node_udp_queues", "gauge", HELP))

    def page(self) -> bytes:
        """One series for each protocol and direction."""
        keys, rows = [], []
        for protocol, file in self._files.items():
            try:
                sent, received = parse(file.read())
            except FileNotFoundError:
                continue
            keys += [labels(queue="tx", ip=protocol), labels(queue="rx", ip=protocol)]
            rows += [(int_text(sent),), (int_text(received),)]
        if not keys:
            raise NoData("the kernel has no UDP sockets to tell of")
        return self._emit.render(keys, rows)


def parse(data: bytes) -> tuple[int, int]:
    """Bytes that wait to be sent, and to be read, over all sockets. Raises ValueError for a line that is none."""
    sent = received = 0
    for line in data.split(b"\n")[1:]:
        fields = line.split(None, 5)
        if not fields:
            continue
        if len(fields) < 6 or b":" not in fields[4]:
            raise ValueError(f"malformed line in the table of UDP sockets: {line!r}")
        if fields[4] == b"00000000:00000000":
            continue
        out, _, into = fields[4].partition(b":")
        sent += int(out, 16)
        received += int(into, 16)
    return sent, received

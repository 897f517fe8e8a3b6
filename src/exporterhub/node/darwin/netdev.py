"""Traffic, errors and drops of network interfaces (route(4): NET_RT_IFLIST2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exporterhub.node.addresses import keys_of
from exporterhub.node.asking import Asking
from exporterhub.node.choosing import NETDEV_FLAGS, netdev_filter
from exporterhub.node.collector import Context
from exporterhub.node.numbers import int_text
from exporterhub.node.reader import NetIO
from exporterhub.node.text import Info, Metric, Table, Value, labels

# The name of a counter, its name under --collector.netdev.enable-detailed-metrics, and psutil's. Packets that were
# dropped when sent are not among them: the system does not count them, and psutil says 0.
COUNTERS = (
    ("receive_bytes", "receive_bytes", "bytes_recv"),
    ("receive_drop", "receive_dropped", "dropin"),
    ("receive_errs", "receive_errors", "errin"),
    ("receive_packets", "receive_packets", "packets_recv"),
    ("transmit_bytes", "transmit_bytes", "bytes_sent"),
    ("transmit_errs", "transmit_errors", "errout"),
    ("transmit_packets", "transmit_packets", "packets_sent"),
)


class Collector(Asking):
    """Asks ``net_io_counters``, and ``net_if_addrs`` when addresses are wanted."""

    flags = NETDEV_FLAGS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        options = context.options
        self._filter = netdev_filter(options)
        detailed = options.switch("collector.netdev.enable-detailed-metrics")
        self._table = Table(*(metric(long if detailed else short) for short, long, _ in COUNTERS))
        self._info = (
            Info("node_network_address_info", "node network address by device")
            if options.switch("collector.netdev.address-info")
            else None
        )

    def page(self) -> bytes:
        """Each counter of each interface."""
        found = self._wanted(self.reader.net_io_counters(pernic=True, nowrap=False))
        keys = [labels(device=name) for name in found]
        return self._addresses() + self._table.render(keys, [row(counters) for counters in found.values()])

    def _wanted(self, found: Mapping[str, NetIO]) -> Mapping[str, NetIO]:
        return {name: found[name] for name in sorted(found) if not self._filter.ignores(name)}

    def _addresses(self) -> bytes:
        if self._info is None:
            return b""
        found = self.reader.net_if_addrs()
        wanted = [(name, found[name]) for name in sorted(found) if not self._filter.ignores(name)]
        return self._info.render([key for name, addresses in wanted for key in keys_of(name, addresses)])


def metric(name: str) -> Metric:
    """The family of one counter."""
    return Metric(f"node_network_{name}_total", "counter", f"Network device statistic {name}.")


def row(counters: NetIO) -> Sequence[Value]:
    """One interface, in the order of ``COUNTERS``."""
    return [int_text(getattr(counters, field)) for _, _, field in COUNTERS]

"""Requests of the NFS client (``/proc/net/rpc/nfs``)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.kernel.nfsstat import CLIENT_4, VERSION_2, VERSION_3, numbers, procedures
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Metric, Single, Table, labels
from exporterhub.toolkit import NoData

RPC = Single(
    Metric("node_nfs_connections_total", "counter", "Total number of NFSd TCP connections."),
    Metric(
        "node_nfs_rpc_authentication_refreshes_total", "counter", "Number of RPC authentication refreshes performed."
    ),
    Metric("node_nfs_rpc_retransmissions_total", "counter", "Number of RPC transmissions performed."),
    Metric("node_nfs_rpcs_total", "counter", "Total number of RPCs performed."),
)
PROCEDURES = (("2", "proc2", VERSION_2), ("3", "proc3", VERSION_3), ("4", "proc4", CLIENT_4))
NONE = [b"0"] * 4


class Collector(Base):
    """Reads one file; it is there while the module is loaded."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("net/rpc/nfs"))
        self._packets = Table(
            Metric("node_nfs_packets_total", "counter", "Total NFSd network packets (sent+received) by protocol type.")
        )
        self._requests = Table(Metric("node_nfs_requests_total", "counter", "Number of NFS procedures invoked."))
        self._keys = [labels(proto=proto, method=name) for proto, _, names in PROCEDURES for name in names]

    def page(self) -> bytes:
        """Calls, packets, and how often each procedure of each version was called."""
        try:
            lines = numbers(self._file.read())
        except FileNotFoundError as error:
            raise NoData("the NFS client is not loaded") from error
        _, udp, tcp, connections = lines.get("net", NONE)
        calls, repeated, refreshed = lines.get("rpc", NONE)[:3]
        counts = [count for _, line, names in PROCEDURES for count in procedures(lines.get(line, ()), names)]
        return (
            self._packets.render([labels(protocol="udp"), labels(protocol="tcp")], [(PLAIN[udp],), (PLAIN[tcp],)])
            + RPC.render([PLAIN[number] for number in (connections, refreshed, repeated, calls)])
            + self._requests.render(self._keys, [(PLAIN[count],) for count in counts])
        )

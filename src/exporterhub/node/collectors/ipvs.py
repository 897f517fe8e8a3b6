"""The kernel's load balancer (``/proc/net/ip_vs``, ``/proc/net/ip_vs_stats``, ipvsadm(8))."""

from __future__ import annotations

import socket
from typing import NamedTuple

from exporterhub.errors import BadInput
from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.flags import text
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Metric, Single, Table, label_set
from exporterhub.toolkit import NoData

FLAG = "collector.ipvs.backend-labels"
LABELS = ("local_address", "local_port", "remote_address", "remote_port", "proto", "local_mark")
TOTALS = Single(
    Metric("node_ipvs_connections_total", "counter", "The total number of connections made."),
    Metric("node_ipvs_incoming_packets_total", "counter", "The total number of incoming packets."),
    Metric("node_ipvs_outgoing_packets_total", "counter", "The total number of outgoing packets."),
    Metric("node_ipvs_incoming_bytes_total", "counter", "The total amount of incoming data."),
    Metric("node_ipvs_outgoing_bytes_total", "counter", "The total amount of outgoing data."),
)


class Backend(NamedTuple):
    """A server behind a service: the values of all labels, and its connections and weight."""

    labels: dict[str, str]
    active: int
    inactive: int
    weight: int


class Collector(Base):
    """Reads both files; they are there while the module is loaded."""

    flags = (text(FLAG, "Comma separated list for IPVS backend stats labels.", ",".join(LABELS)),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._labels = chosen(context.options.text(FLAG))
        self._totals = File(self.paths.proc("net/ip_vs_stats"))
        self._table = File(self.paths.proc("net/ip_vs"))
        said = "by local and remote address."
        self._emit = Table(
            Metric("node_ipvs_backend_connections_active", "gauge", f"The current active connections {said}"),
            Metric("node_ipvs_backend_connections_inactive", "gauge", f"The current inactive connections {said}"),
            Metric("node_ipvs_backend_weight", "gauge", f"The current backend weight {said}"),
        )

    def page(self) -> bytes:
        """Totals, and three gauges for each server; servers that the chosen labels do not tell apart are added up."""
        try:
            totals = parse_totals(self._totals.read())
        except FileNotFoundError as error:
            raise NoData("the load balancer is not loaded") from error
        sums: dict[bytes, list[int]] = {}
        for backend in parse(self._table.read().decode(errors="replace")):
            row = sums.setdefault(label_set({name: backend.labels[name] for name in self._labels}), [0, 0, 0])
            for column, number in enumerate((backend.active, backend.inactive, backend.weight)):
                row[column] += number
        rows = [[*map(int_text, row)] for row in sums.values()]
        return TOTALS.render([*map(int_text, totals)]) + self._emit.render(list(sums), rows)


def chosen(given: str) -> list[str]:
    """The labels of the flag, in their own order. Raises BadInput for one that is none."""
    wanted = {label for label in given.split(",") if label}
    unknown = sorted(wanted.difference(LABELS))
    if unknown:
        raise BadInput(
            f"--{FLAG}: unknown IPVS backend labels: {', '.join(unknown)}", remedy=f"known are {', '.join(LABELS)}"
        )
    return [label for label in LABELS if label in wanted]


def parse_totals(data: bytes) -> list[int]:
    """Connections, packets in and out, bytes in and out. Raises ValueError."""
    lines = data.split(b"\n")
    numbers = lines[2].split() if len(lines) > 3 else []
    if len(numbers) != 5:
        raise ValueError(f"ip_vs_stats is not as expected: {data[:200]!r}")
    return [int(number, 16) for number in numbers]


def parse(table: str) -> list[Backend]:
    """The servers; each belongs to the service above it. Raises ValueError for an address that is none."""
    found: list[Backend] = []
    service: dict[str, str] = {}
    for line in table.split("\n"):
        words = line.split()
        if len(words) > 1 and words[0] in ("TCP", "UDP"):
            address, port = endpoint(words[1])
            service = {"proto": words[0], "local_mark": "", "local_address": address, "local_port": port}
        elif len(words) > 1 and words[0] == "FWM":
            service = {"proto": "FWM", "local_mark": words[1], "local_address": "", "local_port": "0"}
        elif len(words) > 5 and words[0] == "->" and service:
            address, port = endpoint(words[1])
            where = {**service, "remote_address": address, "remote_port": port}
            found.append(Backend(where, int(words[4]), int(words[5]), int(words[3])))
    return found


def endpoint(written: str) -> tuple[str, str]:
    """``C0A80016:0CEA`` is 192.168.0.22 and 3306; an IPv6 address stands in brackets. Raises ValueError."""
    host, _, port = written.rpartition(":")
    if host.startswith("["):
        try:
            packed = socket.inet_pton(socket.AF_INET6, host.strip("[]"))
        except OSError as error:
            raise ValueError(f"{written!r} is no address") from error
        return socket.inet_ntop(socket.AF_INET6, packed), str(int(port, 16))
    return socket.inet_ntop(socket.AF_INET, bytes.fromhex(host)), str(int(port, 16))

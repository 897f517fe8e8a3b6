"""Counters of the network protocols (``/proc/net/netstat``, ``/proc/net/snmp`` and, for IPv6, ``/proc/net/snmp6``)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.filters import Filter, expression
from exporterhub.node.flags import text
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Fields, Metric

FLAG = "collector.netstat.fields"
FIELDS = (
    "^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)"
    "|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)"
    "|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)"
    "|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$"
)


class Collector(Base):
    """Reads three files; a kernel without IPv6 has two."""

    flags = (text(FLAG, "Regexp of fields to return for netstat collector.", FIELDS),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._files = (File(self.paths.proc("net/netstat")), File(self.paths.proc("net/snmp")))
        self._six = File(self.paths.proc("net/snmp6"))
        self._filter = Filter(include=expression(context.options.text(FLAG), FLAG))
        self._chosen: dict[bytes, list[tuple[int, bytes]]] = {}
        self._emit = Fields(metric)

    def page(self) -> bytes:
        """One family for each counter that is wanted."""
        found: dict[bytes, bytes] = {}
        for file in self._files:
            for names, values in pairs(file.read()):
                found.update((key, PLAIN[values[column]]) for column, key in self._columns(names))
        try:
            six = self._six.read()
        except FileNotFoundError:
            six = b""
        found.update((key, PLAIN[value]) for key, value in parse_six(six) if not self._filter.ignores(key.decode()))
        return self._emit.render(found)

    def _columns(self, names: bytes) -> list[tuple[int, bytes]]:
        """The columns of a line that are wanted, with their keys: a line has a hundred and more, the same each time."""
        known = self._chosen.get(names)
        if known is None:
            if len(self._chosen) > 64:
                self._chosen.clear()
            protocol, *fields = names.split()
            keys = [protocol[:-1] + b"_" + field for field in fields]
            known = [(n, key) for n, key in enumerate(keys, 1) if not self._filter.ignores(key.decode())]
            self._chosen[names] = known
        return known


def pairs(data: bytes) -> list[tuple[bytes, list[bytes]]]:
    """Each line of names with the values of the line below it, the protocol first in both.

    Raises:
        ValueError: the two lines are not equally long.
    """
    lines = data.split(b"\n")
    found = []
    for names, values in zip(lines[::2], lines[1::2], strict=False):
        numbers = values.split()
        if names.count(b" ") != len(numbers) - 1:
            raise ValueError(f"there are not as many values as names in the lines of {names[:20]!r}")
        found.append((names, numbers))
    return found


def parse_six(data: bytes) -> list[tuple[bytes, bytes]]:
    """``Ip6InReceives 7`` is the key ``Ip6_InReceives``; names without a 6 are left out."""
    found = []
    for line in data.split(b"\n"):
        words = line.split()
        place = words[0].find(b"6") + 1 if len(words) > 1 else 0
        if place:
            found.append((words[0][:place] + b"_" + words[0][place:], words[1]))
    return found


def metric(key: bytes) -> Metric:
    """The family of one counter."""
    protocol, _, name = key.decode().partition("_")
    return Metric(f"node_netstat_{key.decode()}", "untyped", f"Statistic {protocol}{name}.")

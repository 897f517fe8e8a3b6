"""Neighbours that the host knows by their hardware address (arp(7)): over rtnetlink(7), or from ``/proc/net/arp``."""

from __future__ import annotations

import os
import socket
import struct
from collections import Counter
from collections.abc import Iterable, Mapping

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.flags import switch, text
from exporterhub.node.kernel.netlink import NEIGHBOURS, Route
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Metric, Table, labels

_NDMSG = struct.Struct("=BxxxiHBB")  # family, interface, state, flags, type
_NOARP = 0x40  # NUD_NOARP: /proc/net/arp does not list these


class Collector(Base):
    """Asks the kernel, or reads ``/proc/net/arp``."""

    flags = (
        text(
            "collector.arp.device-include", "Regexp of arp devices to include (mutually exclusive to device-exclude)."
        ),
        text(
            "collector.arp.device-exclude", "Regexp of arp devices to exclude (mutually exclusive to device-include)."
        ),
        switch("collector.arp.netlink", "Use netlink to gather stats instead of /proc/net/arp.", default=True),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        options = context.options
        self._filter = options.filter("collector.arp.device-exclude", "collector.arp.device-include")
        self._route = Route() if options.switch("collector.arp.netlink") else None
        self._file = File(self.paths.proc("net/arp"))
        self._emit = Table(Metric("node_arp_entries", "gauge", "ARP entries by device"))

    def page(self) -> bytes:
        """The number of entries of each interface that has any."""
        if self._route:
            found = counted(self._route.dump(NEIGHBOURS, socket.AF_INET), dict(socket.if_nameindex()))
        else:
            found = parse(self._file.read())
        devices = sorted(name for name in found if not self._filter.ignores(name))
        return self._emit.render([labels(device=name) for name in devices], [(int_text(found[n]),) for n in devices])


def counted(messages: Iterable[bytes], names: Mapping[int, str]) -> Counter[str]:
    """Entries by interface, of RTM_NEWNEIGH messages."""
    found: Counter[str] = Counter()
    for body in messages:
        family, index, state, _, _ = _NDMSG.unpack_from(body)
        if family == socket.AF_INET and not state & _NOARP and index in names:
            found[names[index]] += 1
    return found


def parse(data: bytes) -> Counter[str]:
    """Entries by interface, of the table in ``/proc/net/arp``. Raises ValueError for a line that is none."""
    found: Counter[str] = Counter()
    for line in data.split(b"\n")[1:]:
        columns = line.split()
        if columns and len(columns) != 6:
            raise ValueError(f"a line of net/arp has {len(columns)} columns, expected 6: {line!r}")
        if columns:
            found[os.fsdecode(columns[5])] += 1
    return found

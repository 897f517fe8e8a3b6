"""Traffic, errors and drops of network interfaces: over rtnetlink(7), or from ``/proc/net/dev``."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from exporterhub.node.addresses import Address
from exporterhub.node.choosing import NETDEV_FLAGS, netdev_filter
from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File, is_folder, try_read
from exporterhub.node.flags import switch
from exporterhub.node.kernel.netlink import ADDRESSES, LINKS, Route, attributes
from exporterhub.node.numbers import Spelled
from exporterhub.node.text import Info, Metric, Table, labels, words

# struct rtnl_link_stats64 of linux/if_link.h, by the names of --collector.netdev.enable-detailed-metrics
LINK = words(
    "receive_packets transmit_packets receive_bytes transmit_bytes receive_errors transmit_errors receive_dropped"
    " transmit_dropped multicast collisions receive_length_errors receive_over_errors receive_crc_errors"
    " receive_frame_errors receive_fifo_errors receive_missed_errors transmit_aborted_errors transmit_carrier_errors"
    " transmit_fifo_errors transmit_heartbeat_errors transmit_window_errors receive_compressed transmit_compressed"
    " receive_nohandler"
)
# /proc/net/dev, by the same names where the kernel's counters are the same
PROC = words(
    "receive_bytes receive_packets receive_errors receive_dropped receive_fifo receive_frame receive_compressed"
    " receive_multicast transmit_bytes transmit_packets transmit_errors transmit_dropped transmit_fifo"
    " transmit_colls transmit_carrier transmit_compressed"
)
# The names without that flag are those of /proc/net/dev, and add up what it adds up (dev_seq_printf_stats).
SUMS: Mapping[str, tuple[str, ...]] = {
    "receive_errs": ("receive_errors",),
    "receive_drop": ("receive_dropped", "receive_missed_errors"),
    "receive_fifo": ("receive_fifo_errors",),
    "receive_frame": ("receive_frame_errors", "receive_length_errors", "receive_over_errors", "receive_crc_errors"),
    "receive_multicast": ("multicast",),
    "transmit_errs": ("transmit_errors",),
    "transmit_drop": ("transmit_dropped",),
    "transmit_fifo": ("transmit_fifo_errors",),
    "transmit_colls": ("collisions",),
    "transmit_carrier": (
        "transmit_carrier_errors",
        "transmit_aborted_errors",
        "transmit_heartbeat_errors",
        "transmit_window_errors",
    ),
}
_NAME, _STATS, _STATS64 = 3, 7, 23  # IFLA_IFNAME, IFLA_STATS, IFLA_STATS64
_LINK = 16  # bytes of ifinfomsg, before the attributes
_NAMED = struct.pack("=H", _NAME)
_NOWHERE = (0, 0, b"")
_NUMBERS64, _NUMBERS32 = struct.Struct("=24Q"), struct.Struct("=23I")
_COUNTS: Spelled[int] = Spelled(lambda number: number)

Columns = tuple[tuple[int, ...], ...]


class Device(NamedTuple):
    """An interface and its counters, in the order of ``LINK`` or ``PROC``."""

    name: str
    numbers: tuple[int, ...]


class Collector(Base):
    """Asks the kernel, or reads ``/proc/net/dev``."""

    flags = (
        *NETDEV_FLAGS,
        switch("collector.netdev.netlink", "Use netlink to gather stats instead of /proc/net/dev.", default=True),
        switch("collector.netdev.label-ifalias", "Add ifAlias label"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        options = context.options
        self._filter = netdev_filter(options)
        self._route = Route() if options.switch("collector.netdev.netlink") else None
        self._links = Links()
        self._file = File(self.paths.proc("net/dev"))
        self._aliases = options.switch("collector.netdev.label-ifalias")
        names = LINK if self._route else PROC
        families, self._columns = chosen(names, detailed=options.switch("collector.netdev.enable-detailed-metrics"))
        self._table = Table(*(metric(name) for name in families))
        self._keys: dict[str, bytes] = {}
        self._addresses = Route() if options.switch("collector.netdev.address-info") else None
        self._address_info = Info("node_network_address_info", "node network address by device")

    def page(self) -> bytes:
        """Each counter of each interface."""
        found = self._links.read(self._route.dump(LINKS)) if self._route else parse(self._file.read())
        devices = [device for device in found if not self._filter.ignores(device.name)]
        keys = [self._key(device.name) for device in devices]
        rows = [row(device.numbers, self._columns) for device in devices]
        addresses = self._address_info.render(self._address_keys(self._addresses)) if self._addresses else b""
        return addresses + self._table.render(keys, rows)

    def _key(self, name: str) -> bytes:
        if self._aliases:
            return with_alias(name, self.paths.sys(f"class/net/{name}"))
        key = self._keys.get(name)
        if key is None:
            if len(self._keys) > 4096:
                self._keys.clear()
            key = self._keys[name] = labels(device=name)
        return key

    def _address_keys(self, route: Route) -> list[bytes]:
        found = addresses(route.dump(ADDRESSES), dict(socket.if_nameindex()))
        return list(dict.fromkeys(address.labels() for address in found if not self._filter.ignores(address.device)))


def metric(name: str) -> Metric:
    """The family of one counter."""
    return Metric(f"node_network_{name}_total", "counter", f"Network device statistic {name}.")


def chosen(names: list[str], *, detailed: bool) -> tuple[list[str], Columns]:
    """The families, by name, and the columns of ``names`` that each adds up."""
    place = {name: column for column, name in enumerate(names)}
    if detailed:
        return sorted(names), tuple((place[name],) for name in sorted(names))
    families: dict[str, tuple[int, ...]] = {name: (column,) for name, column in place.items()}
    for short, parts in SUMS.items():
        if parts[0] in families:
            present = [part for part in parts if part in families]
            families[short] = tuple(families.pop(part)[0] for part in present)
    return sorted(families), tuple(families[name] for name in sorted(families))


def row(numbers: tuple[int, ...], columns: Columns) -> list[bytes]:
    """What the page says of one interface."""
    return [_COUNTS[numbers[at[0]] if len(at) == 1 else sum([numbers[i] for i in at])] for at in columns]


class Links:
    """Reads RTM_NEWLINK messages, and remembers where in them the counters are: a message has some fifty attributes."""

    def __init__(self) -> None:
        self._places: dict[bytes, tuple[int, int, bytes]] = {}

    def read(self, messages: Iterable[bytes]) -> list[Device]:
        """The interfaces; one without counters is left out."""
        found = []
        for body in messages:
            length, place, header = self._places.get(body[4:8], _NOWHERE)  # by the interface's number
            if len(body) == length and body[place - 4 : place] == header and body[18:20] == _NAMED:
                name = os.fsdecode(body[20 : body.index(b"\0", 20)])
                found.append(Device(name, _NUMBERS64.unpack_from(body, place)))
            else:
                found += self._walk(body)
        return found

    def _walk(self, body: bytes) -> list[Device]:
        name = ""
        numbers: tuple[int, ...] | None = None
        for kind, begin, end in attributes(body, _LINK):
            if kind == _NAME:
                name = os.fsdecode(body[begin : end - 1])
            elif kind == _STATS64 and end - begin >= _NUMBERS64.size:
                numbers = _NUMBERS64.unpack_from(body, begin)
                if len(self._places) > 4096:
                    self._places.clear()
                self._places[body[4:8]] = len(body), begin, body[begin - 4 : begin]
                break  # the name comes before
            elif kind == _STATS and end - begin >= _NUMBERS32.size:
                numbers = (*_NUMBERS32.unpack_from(body, begin), 0)
        return [Device(name, numbers)] if name and numbers is not None else []


def parse(data: bytes) -> list[Device]:
    """The interfaces of ``/proc/net/dev``. Raises ValueError for a line that is none."""
    found = []
    for line in data.split(b"\n")[2:]:
        if not line:
            continue
        name, colon, rest = line.rpartition(b":")  # an alias such as eth0:1 has one in its name
        columns = rest.split()
        if not colon or not name.strip() or len(columns) < len(PROC):
            raise ValueError(f"invalid line in net/dev: {line!r}")
        found.append(Device(os.fsdecode(name.strip()), tuple(map(int, columns))))
    return found


def with_alias(name: str, folder: str) -> bytes:
    """The label of the interface and of its alias, where sysfs knows the interface."""
    if not is_folder(folder):
        return labels(device=name)
    return labels(device=name, ifalias=(try_read(f"{folder}/ifalias") or b"").strip())


def addresses(messages: Iterable[bytes], names: Mapping[int, str]) -> list[Address]:
    """The addresses of RTM_NEWADDR messages, with the names of the interfaces they belong to."""
    found = []
    for body in messages:
        _, prefix, _, _, index = struct.unpack_from("=BBBBI", body)
        values = {kind: body[begin:end] for kind, begin, end in attributes(body, 8) if kind in (1, 2)}
        # IFA_LOCAL is the interface's own address where IFA_ADDRESS is that of the peer
        packed = values.get(2) or values.get(1)
        if packed and index in names:
            found.append(Address(names[index], packed, prefix))
    return found

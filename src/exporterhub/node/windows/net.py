"""Traffic, errors, drops, addresses and state of network interfaces (GetIfEntry2, GetAdaptersAddresses).

windows_exporter names an interface by its adapter's description, psutil by the name that people gave the connection:
the label ``nic`` is another one here.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping, Sequence

from exporterhub.node.asking import Asking
from exporterhub.node.collector import Context
from exporterhub.node.flags import text
from exporterhub.node.numbers import float_text, int_text
from exporterhub.node.reader import Address, Interface, NetIO
from exporterhub.node.text import Info, Metric, Table, Value, labels
from exporterhub.node.windows._chosen import EVERY, chosen, parts

COUNTERS = (
    Metric("windows_net_bytes_received_total", "counter", "(Network.BytesReceivedPerSec)"),
    Metric("windows_net_bytes_sent_total", "counter", "(Network.BytesSentPerSec)"),
    Metric("windows_net_bytes_total", "counter", "(Network.BytesTotalPerSec)"),
    Metric("windows_net_packets_outbound_discarded_total", "counter", "(Network.PacketsOutboundDiscarded)"),
    Metric("windows_net_packets_outbound_errors_total", "counter", "(Network.PacketsOutboundErrors)"),
    Metric("windows_net_packets_received_discarded_total", "counter", "(Network.PacketsReceivedDiscarded)"),
    Metric("windows_net_packets_received_errors_total", "counter", "(Network.PacketsReceivedErrors)"),
    Metric("windows_net_packets_received_total", "counter", "(Network.PacketsReceivedPerSec)"),
    Metric("windows_net_packets_sent_total", "counter", "(Network.PacketsSentPerSec)"),
    Metric("windows_net_packets_total", "counter", "(Network.PacketsPerSec)"),
)
BANDWIDTH = Metric("windows_net_current_bandwidth_bytes", "gauge", "(Network.CurrentBandwidth)")
STATUS = Metric(
    "windows_net_nic_operation_status",
    "gauge",
    "The operational status for the interface as defined in RFC 2863 as IfOperStatus.",
)
ABOUT = "A metric with a constant '1' value labeled with the network interface's"
PARTS = ("metrics", "nic_info")
FAMILIES = {socket.AF_INET: "ipv4", socket.AF_INET6: "ipv6"}
MEGABIT = 1_000_000 / 8
FASTEST = (1 << 32) // 1_000_000  # megabits a second: psutil reads 32 bits, and more is cut to that (MIB_IFROW)


class Collector(Asking):
    """Asks ``net_io_counters``, ``net_if_stats`` and ``net_if_addrs``."""

    flags = (
        text(
            "collector.net.nic-exclude",
            "Regexp of NIC:s to exclude. NIC name must both match include and not match exclude to be included.",
        ),
        text(
            "collector.net.nic-include",
            "Regexp of NIC:s to include. NIC name must both match include and not match exclude to be included.",
            EVERY,
        ),
        text(
            "collector.net.enabled",
            "Comma-separated list of collectors to use. Defaults to all, if not specified.",
            ",".join(PARTS),
        ),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._filter = chosen(context.options, "collector.net.nic-exclude", "collector.net.nic-include")
        self._parts = parts(context.options, "collector.net.enabled", PARTS)
        self._counters, self._bandwidth, self._status = Table(*COUNTERS), Table(BANDWIDTH), Table(STATUS)
        self._addresses = Info("windows_net_nic_address_info", f"{ABOUT} address information.")
        self._info = Info("windows_net_nic_info", f"{ABOUT} general information.")

    def page(self) -> bytes:
        """Counters and bandwidth; addresses and state."""
        interfaces = self._wanted(self.reader.net_if_stats())
        metrics = self._metrics(interfaces) if "metrics" in self._parts else b""
        return metrics + (self._nics(interfaces) if "nic_info" in self._parts else b"")

    def _wanted(self, found: Mapping[str, Interface]) -> dict[str, Interface]:
        return {name: found[name] for name in sorted(found) if not self._filter.ignores(name)}

    def _metrics(self, interfaces: Mapping[str, Interface]) -> bytes:
        found = self.reader.net_io_counters(pernic=True, nowrap=False)
        names = [name for name in sorted(found) if not self._filter.ignores(name)]
        counters = self._counters.render([labels(nic=name) for name in names], [row(found[name]) for name in names])
        speeds = [(bandwidth(interface),) for interface in interfaces.values()]
        return counters + self._bandwidth.render([labels(nic=name) for name in interfaces], speeds)

    def _nics(self, interfaces: Mapping[str, Interface]) -> bytes:
        found = self.reader.net_if_addrs()
        names = [name for name in sorted(found) if not self._filter.ignores(name)]
        link = self.reader.AF_LINK
        up = [name for name in names if name in interfaces and interfaces[name].isup]
        return b"".join(
            (
                self._addresses.render([key for name in up for key in addresses(name, found[name])]),
                self._info.render([about(name, found[name], link) for name in names]),
                self._status.render(
                    [labels(nic=name, status="up") for name in interfaces],
                    [(b"1" if interface.isup else b"0",) for interface in interfaces.values()],
                ),
            )
        )


def row(nic: NetIO) -> tuple[Value, ...]:
    """One interface in the order of ``COUNTERS``."""
    return tuple(
        map(
            int_text,
            (
                nic.bytes_recv,
                nic.bytes_sent,
                nic.bytes_recv + nic.bytes_sent,
                nic.dropout,
                nic.errout,
                nic.dropin,
                nic.errin,
                nic.packets_recv,
                nic.packets_sent,
                nic.packets_recv + nic.packets_sent,
            ),
        )
    )


def bandwidth(interface: Interface) -> Value:
    """Bytes a second; None where psutil does not know, or cannot."""
    return float_text(interface.speed * MEGABIT) if 0 < interface.speed < FASTEST else None


def about(name: str, known: Sequence[Address], link: int) -> bytes:
    """The labels of ``windows_net_nic_info``."""
    macs = [address.address.replace("-", ":").upper() for address in known if address.family == link]
    return labels(nic=name, friendly_name=name, mac=macs[0] if macs else "")


def addresses(name: str, known: Sequence[Address]) -> list[bytes]:
    """The labels of ``windows_net_nic_address_info``: addresses that reach further than the link."""
    return [
        labels(nic=name, address=address.address, family=FAMILIES[socket.AddressFamily(address.family)])
        for address in known
        if address.family in FAMILIES and _reaches(address.address)
    ]


def _reaches(text_of_it: str) -> bool:
    """As Go's ``IsGlobalUnicast``, which private addresses are too."""
    address = ipaddress.ip_address(text_of_it)
    return not (
        address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or text_of_it == "255.255.255.255"
    )

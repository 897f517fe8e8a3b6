"""Which targets may be probed: nothing, until an operator lists names, networks, or both."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from exporterhub.errors import BadInput

__all__ = ["Address", "AllowList"]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAME = re.compile(r"(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AllowList(NamedTuple):
    """Names (``db1.example.org``, ``*.example.org``) and networks (``10.0.0.0/8``, ``::1``).

    Each restricts what it speaks of. Only networks: any name, if the address it resolves to lies in one of them. Only
    names: these names, wherever they are, but for addresses that a name server must not be able to point at (loopback,
    link-local, multicast, unspecified; loopback is allowed for ``localhost``). Both: both must hold. Neither: nothing
    is allowed.
    """

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[str]) -> AllowList:
        """The list of these entries; raises BadInput for one that is neither a name nor a network."""
        names: set[str] = set()
        networks: list[Network] = []
        for entry in entries:
            text = entry.strip().lower().rstrip(".")
            network = _network(text)
            if network is not None:
                networks.append(network)
            elif _NAME.fullmatch(text) and not text.rpartition(".")[2].isdigit():
                names.add(text)
            else:
                raise BadInput(
                    f"{entry!r} is no name and no network to allow",
                    remedy="give names (db1.example.org, *.example.org) or networks (10.0.0.0/8, 127.0.0.1)",
                )
        return cls(frozenset(names), tuple(networks))

    def allows_name(self, host: str) -> bool:
        """Whether a host name, or an address as text, may be looked at further."""
        if not self.names:
            return bool(self.networks)
        address = _address(host)
        if address is not None:
            return self._listed(address)
        return host in self.names or any(host.endswith(name[1:]) for name in self.names if name.startswith("*."))

    def allowed(self, host: str, addresses: Sequence[Address]) -> list[Address]:
        """Those of the addresses of ``host`` that may be connected to."""
        if self.networks:
            return [address for address in addresses if self._listed(_inner(address))]
        return [address for address in addresses if not _special(_inner(address), host)]

    def _listed(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self.networks)


def _special(address: Address, host: str) -> bool:
    if address.is_loopback:
        return host != "localhost"
    return address.is_link_local or address.is_multicast or address.is_unspecified


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for: mapped ones (RFC 4291) and NAT64's (RFC 6052)."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _address(text: str) -> Address | None:
    try:
        return _inner(ipaddress.ip_address(text))
    except ValueError:
        return None

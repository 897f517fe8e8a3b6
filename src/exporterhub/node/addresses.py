"""Addresses of network interfaces, as the label sets of ``node_network_address_info``."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from exporterhub.node.text import labels

if TYPE_CHECKING:
    from exporterhub.node.reader import Address as Known

__all__ = ["Address", "keys_of", "scope"]


class Address(NamedTuple):
    """An address of an interface; ``netmask`` is the length of its network's prefix."""

    device: str
    packed: bytes
    netmask: int

    def labels(self) -> bytes:
        """As the series has them."""
        family = socket.AF_INET6 if len(self.packed) == 16 else socket.AF_INET
        text_of_it = socket.inet_ntop(family, self.packed)
        return labels(device=self.device, address=text_of_it, netmask=str(self.netmask), scope=scope(self.packed))


def scope(packed: bytes) -> str:
    """How far an address reaches, in node_exporter's words."""
    if len(packed) == 4:
        first, second = packed[0], packed[1]
        near = first == 127 or (first, second) == (169, 254) or packed[:3] == b"\xe0\x00\x00"
        special = packed in (b"\0\0\0\0", b"\xff\xff\xff\xff") or 224 <= first < 240
    else:
        multicast = packed[0] == 0xFF
        near = packed == bytes(15) + b"\1" or (packed[0] == 0xFE and packed[1] & 0xC0 == 0x80)
        near = near or (multicast and packed[1] & 0x0F == 2)
        if multicast and packed[1] & 0x0F == 1:
            return "interface-local"
        special = multicast or packed == bytes(16)
    return "link-local" if near else "" if special else "global"


def keys_of(device: str, known: Iterable[Known]) -> list[bytes]:
    """The label sets of what psutil knows of one interface; addresses of other families are left out."""
    return [found.labels() for address in known if (found := _address(device, address)) is not None]


def _address(device: str, known: Known) -> Address | None:
    if known.family not in (socket.AF_INET, socket.AF_INET6) or not known.netmask:
        return None
    host = known.address.partition("%")[0]  # of a link-local address, the rest is the interface
    packed, mask = socket.inet_pton(known.family, host), socket.inet_pton(known.family, known.netmask)
    return Address(device, packed, int.from_bytes(mask, "big").bit_count())

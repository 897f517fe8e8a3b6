"""Network interfaces, addresses and neighbours as the kernel sends them over rtnetlink(7)."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterator

__all__ = ["ADDRESSES", "LINKS", "NEIGHBOURS", "Route", "attributes"]

LINKS, ADDRESSES, NEIGHBOURS = 18, 22, 30  # RTM_GETLINK, RTM_GETADDR, RTM_GETNEIGH
_DUMP = 0x301  # NLM_F_REQUEST | NLM_F_DUMP
_ERROR, _DONE = 2, 3
_HEADER = struct.Struct("=IHHII")  # nlmsghdr
_ATTRIBUTE = struct.Struct("=HH")  # rtattr
_RECEIVED = 1 << 16  # the kernel fills at most 32 KiB at a time
_FIVE_SECONDS = struct.pack("=qq", 5, 0) if struct.calcsize("P") == 8 else struct.pack("=ll", 5, 0)  # timeval
_FAMILY_LENGTH = 16  # of ifinfomsg; that of ifaddrmsg and ndmsg is shorter, and zeroes are no filter


class Route:
    """A socket to the kernel, opened when it is first needed and kept. Several threads may use it in turn."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._sequence = 0

    def dump(self, kind: int, family: int = 0) -> list[bytes]:
        """The bodies of all messages of a kind (``LINKS`` ...), of one address family or all.

        Raises:
            OSError: the kernel refuses.
        """
        with self._lock:
            try:
                return self._dump(kind, family)
            except OSError:
                self.close()
                raise

    def close(self) -> None:
        """Give the socket back; it is opened anew when it is needed."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def __del__(self) -> None:
        self.close()

    def _dump(self, kind: int, family: int) -> list[bytes]:
        if self._socket is None:
            self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
            # A time limit of the kernel's; one of Python's would cost a poll(2) for each answer.
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _FIVE_SECONDS)
            self._socket.bind((0, 0))
        self._sequence = (self._sequence + 1) & 0xFFFFFFFF
        head = _HEADER.pack(_HEADER.size + _FAMILY_LENGTH, kind, _DUMP, self._sequence, 0)
        self._socket.send(head + bytes((family,)) + bytes(_FAMILY_LENGTH - 1))
        found: list[bytes] = []
        while self._take(self._socket.recv(_RECEIVED), found):
            pass
        return found

    def _take(self, data: bytes, found: list[bytes]) -> bool:
        """Whether more is to come."""
        offset = 0
        while offset + _HEADER.size <= len(data):
            length, kind, _, sequence, _ = _HEADER.unpack_from(data, offset)
            if sequence == self._sequence:
                if kind == _DONE:
                    return False
                body = data[offset + _HEADER.size : offset + length]
                if kind == _ERROR:
                    number = -int.from_bytes(body[:4], "little", signed=True)
                    raise OSError(number, os.strerror(number))
                found.append(body)
            offset += (length + 3) & ~3 or _HEADER.size
        return True


def attributes(body: bytes, offset: int) -> Iterator[tuple[int, int, int]]:
    """The attributes after the fixed part of ``offset`` bytes: each one's kind, and where in ``body`` its value is."""
    unpack = _ATTRIBUTE.unpack_from
    end = len(body) - 4
    while offset <= end:
        length, kind = unpack(body, offset)
        if length < 4:
            return
        yield kind & 0x3FFF, offset + 4, offset + length
        offset += (length + 3) & ~3

"""Sockets to listen on: Go's listen addresses, and those that systemd hands over (sd_listen_fds(3))."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, MutableMapping

from exporterhub.errors import BadInput

__all__ = ["activated", "address_of", "listen", "split"]

_FIRST = 3  # SD_LISTEN_FDS_START
_BACKLOG = 1024


def listen(addresses: Iterable[str]) -> list[socket.socket]:
    """One listening socket per address, or none at all.

    Raises:
        BadInput: an address is malformed or cannot be listened on.
    """
    sockets: list[socket.socket] = []
    try:
        sockets.extend(_listen(address) for address in addresses)
    except BaseException:
        for sock in sockets:
            sock.close()
        raise
    if not sockets:
        raise BadInput("there is no address to listen on", remedy="give --web.listen-address or --web.systemd-socket")
    return sockets


def split(address: str) -> tuple[str, int]:
    """Host (without brackets, empty for all) and port of ``:9100``, ``localhost:9100``, ``[::1]:9100``."""
    host, colon, port = address.rpartition(":")
    bracketed = host[:1] == "[" and host[-1:] == "]"
    if bracketed:
        host = host[1:-1]
    digits = port.isascii() and port.isdigit()
    if not colon or not digits or int(port) > 65535 or (":" in host and not bracketed) or "://" in address:
        raise BadInput(
            f"{address!r} is no address to listen on",
            remedy="--web.listen-address takes HOST:PORT, for example :9100, 127.0.0.1:9100 or [::1]:9100",
        )
    return host, int(port)


def activated(environ: MutableMapping[str, str] = os.environ) -> list[socket.socket]:
    """The sockets that systemd passed to this process. The variables are removed: they are not for children.

    Raises:
        BadInput: there are none.
    """
    pid, count = environ.pop("LISTEN_PID", ""), environ.pop("LISTEN_FDS", "")
    environ.pop("LISTEN_FDNAMES", None)
    if pid != str(os.getpid()) or not count.isdigit() or count == "0":
        raise BadInput(
            "systemd passed no sockets to this process",
            remedy="--web.systemd-socket needs a .socket unit of the same name as the service; see systemd.socket(5)",
        )
    return [_adopt(number) for number in range(_FIRST, _FIRST + int(count))]


def address_of(sock: socket.socket) -> str:
    """The address a socket is bound to, as Go writes it: ``[::]:9100``, ``127.0.0.1:9100``."""
    name = sock.getsockname()
    if not isinstance(name, tuple):
        return str(name)
    host, port = name[0], name[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _listen(address: str) -> socket.socket:
    host, port = split(address)
    try:
        if not host:
            return _everywhere(port)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, place = min(found, key=lambda item: item[0] != socket.AF_INET)  # IPv4 first, as Go does
        return _bind(family, place)
    except OSError as error:
        raise BadInput(
            f"cannot listen on {address}: {error.strerror or error}",
            remedy="choose another address or port with --web.listen-address",
        ) from error


def _everywhere(port: int) -> socket.socket:
    """All addresses of both families; IPv4 only where the kernel has no IPv6."""
    if socket.has_dualstack_ipv6():
        try:
            return _bind(socket.AF_INET6, ("::", port), dual=True)
        except OSError as error:
            if error.errno not in _NO_IPV6:
                raise
    return _bind(socket.AF_INET, ("0.0.0.0", port))  # noqa: S104 - what ":port" means


def _bind(family: int, place: tuple[object, ...], *, dual: bool = False) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # on Windows it would let another program take the port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if dual else 1)
        sock.bind(place)
        sock.listen(_BACKLOG)
        sock.setblocking(False)
    except BaseException:
        sock.close()
        raise
    return sock


def _adopt(number: int) -> socket.socket:
    try:
        os.set_inheritable(number, False)
        sock = socket.socket(fileno=number)
    except OSError as error:
        raise BadInput(f"file descriptor {number}, passed by systemd, is no socket: {error.strerror}") from error
    if sock.type != socket.SOCK_STREAM:
        raise BadInput(f"file descriptor {number}, passed by systemd, is no stream socket", remedy="use ListenStream=")
    sock.setblocking(False)
    return sock


def _no_ipv6() -> frozenset[int]:
    import errno

    return frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT})


_NO_IPV6 = _no_ipv6()

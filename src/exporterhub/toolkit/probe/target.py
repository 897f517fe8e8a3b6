"""A target: what a request asks for, read strictly, and the pinned addresses that it may be connected to."""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..source import Refusal
from .allow import Address, AllowList

if TYPE_CHECKING:
    import ssl

    from ..collector import Scrape
    from .client import Answer

__all__ = ["Target", "Wanted", "read_target", "resolve"]

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
_LONGEST = 2048
_PORTS = {"http": 80, "https": 443}

Lookup = Callable[[str, int], Sequence[Address]]


class Wanted(NamedTuple):
    """A target as asked for. ``host`` is lower case and without brackets; ``path`` begins with / or is empty."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def authority(self) -> str:
        """``host:port``, an IPv6 address in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def read_target(text: str, *, schemes: Sequence[str], default_port: int = 0) -> Wanted:
    """``host``, ``host:port`` or ``scheme://host:port/path``, the first scheme being meant where none is given.

    Raises:
        Refusal: 400 where it is malformed or carries credentials, 403 for a scheme that is not among ``schemes``.
    """
    if not text or len(text) > _LONGEST or not all("!" <= character <= "~" for character in text) or "\\" in text:
        raise Refusal(400, "the target is empty, too long, or has characters that no address has")
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match else schemes[0]
    if scheme not in schemes:
        raise Refusal(403, f"targets of scheme {scheme!r} are not allowed")
    rest = text[match.end() :] if match else text
    end = next((index for index, character in enumerate(rest) if character in "/?#"), len(rest))
    authority, path = rest[:end], rest[end:]
    if "@" in authority:
        raise Refusal(400, "a target must not carry credentials")
    if "#" in path or (path and path[0] == "?"):
        raise Refusal(400, "the target's path is malformed")
    host, port = _split(authority)
    port = port or default_port or _PORTS.get(scheme, 0)
    if not port:
        raise Refusal(400, "the target has no port")
    return Wanted(scheme, host, port, path)


def _split(authority: str) -> tuple[str, int]:
    if authority.startswith("["):
        host, bracket, rest = authority[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise Refusal(400, "the target's address is malformed")
        host = _literal(host, ipaddress.IPv6Address)
        port = rest[1:]
    else:
        name, colon, port = authority.partition(":")
        host = _name(name.lower().rstrip("."))
        rest = colon + port
    if rest and not (port.isdigit() and 0 < int(port) < 65536):
        raise Refusal(400, "the target's port is malformed")
    return host, int(port) if rest else 0


def _name(host: str) -> str:
    """A name, or an IPv4 address in its usual form; libc takes ``127.1`` and ``0x7f000001`` too, this does not."""
    if _NUMERIC.fullmatch(host.rpartition(".")[2]):
        return _literal(host, ipaddress.IPv4Address)
    if not _HOST.fullmatch(host) or len(host) > 253 or ".." in host:
        raise Refusal(400, "the target's host name is malformed")
    return host


def _literal(host: str, kind: type[ipaddress.IPv4Address] | type[ipaddress.IPv6Address]) -> str:
    try:
        address = kind(host)
    except ValueError as error:
        raise Refusal(400, "the target's address is malformed") from error
    if getattr(address, "scope_id", None):
        raise Refusal(400, "a target's address must not name an interface")
    return str(address)


def resolve(wanted: Wanted, allow: AllowList, lookup: Lookup | None = None) -> list[Address]:
    """The addresses that ``allow`` permits; a name that is not allowed is not even looked up.

    Raises:
        Refusal: 403 when the name or all of its addresses are not allowed.
        OSError: it does not resolve.
    """
    refusal = Refusal(403, "the target is not allowed")
    if not allow.allows_name(wanted.host):
        raise refusal
    addresses = allow.allowed(wanted.host, (lookup or _lookup)(wanted.host, wanted.port))
    if not addresses:
        raise refusal
    return addresses


def _lookup(host: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    every = [ipaddress.ip_address(str(item[4][0]).partition("%")[0]) for item in found]
    return list(dict.fromkeys(every))


class Target:
    """A target that a module may talk to, at the addresses that were checked: its name is not resolved again.

    ``addresses`` are the allowed ones. ``close`` ends its connections, so that a module that waits for a dead peer
    returns.
    """

    def __init__(self, wanted: Wanted, addresses: Sequence[Address], scrape: Scrape) -> None:
        self.scheme, self.host, self.port, self.path = wanted
        self.authority = wanted.authority
        self.addresses = tuple(addresses)
        self._scrape = scrape
        self._open: list[socket.socket] = []
        self._closed = False
        self._lock = threading.Lock()

    def connect(self, *, port: int = 0) -> socket.socket:
        """A TCP connection to the target, whose timeout is what is left of the scrape; the caller closes it.

        Raises:
            OSError: no address answers in time.
        """
        failure: OSError = TimeoutError("no time left")
        for address in self.addresses:
            seconds = self._scrape.remaining()
            if self._closed or seconds <= 0:
                break
            try:
                sock = socket.create_connection((str(address), port or self.port), timeout=seconds)
            except OSError as error:
                failure = error
                continue
            self.keep(sock)
            return sock
        raise failure

    def get(
        self,
        path: str = "",
        headers: Mapping[str, str] | None = None,
        *,
        limit: int = 16 << 20,
        context: ssl.SSLContext | None = None,
    ) -> Answer:
        """What an HTTP GET of ``path`` (the target's own unless given) answers. Redirects are not followed.

        ``context`` are the TLS settings for a target of scheme https; the system's trust unless given.

        Raises:
            OSError: no connection, no answer in time, no HTTP, or more than ``limit`` bytes.
        """
        from .client import get

        return get(self, self._scrape, path or self.path or "/", headers or {}, limit=limit, context=context)

    def close(self) -> None:
        """End all connections; from any thread."""
        with self._lock:
            self._closed = True
            for sock in self._open:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def keep(self, sock: socket.socket) -> None:
        """Have ``close`` end this connection too: one that was wrapped."""
        with self._lock:
            if self._closed:
                sock.close()
                raise TimeoutError("no time left")
            self._open = [other for other in self._open if other.fileno() >= 0]
            self._open.append(sock)

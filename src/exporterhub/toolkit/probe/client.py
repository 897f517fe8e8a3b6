"""HTTP to a target: over a connection to its pinned address, within the time of the scrape, and never elsewhere."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..collector import Scrape
    from .target import Target

__all__ = ["Answer", "get"]

_PIECE = 64 << 10


class Answer(NamedTuple):
    """An answer; ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def get(
    target: Target,
    scrape: Scrape,
    path: str,
    headers: Mapping[str, str],
    *,
    limit: int,
    context: ssl.SSLContext | None,
) -> Answer:
    """GET ``path``; raises OSError for whatever goes wrong."""
    sock = target.connect()
    try:
        if target.scheme == "https":
            sock = _secured(sock, target, context)
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = sock
        connection.request("GET", path, headers={"Host": _host(target), "Connection": "close", **headers})
        with connection.getresponse() as response:
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, told, _body(response, scrape, limit))
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(f"{target.authority} answers no HTTP: {type(error).__name__}") from error
    finally:
        sock.close()


def _secured(sock: socket.socket, target: Target, context: ssl.SSLContext | None) -> ssl.SSLSocket:
    settings = context or ssl.create_default_context()
    secured = settings.wrap_socket(sock, server_hostname=target.host, do_handshake_on_connect=False)
    try:
        target.keep(secured)
        secured.do_handshake()
    except BaseException:
        secured.close()
        raise
    return secured


def _host(target: Target) -> str:
    usual = {"http": 80, "https": 443}.get(target.scheme)
    return target.authority.rpartition(":")[0] if target.port == usual else target.authority


def _body(response: http.client.HTTPResponse, scrape: Scrape, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE):
        size += len(piece)
        if size > limit:
            raise OSError(f"the answer has more than {limit} bytes")
        if scrape.remaining() <= 0:
            raise TimeoutError("the answer takes too long")
        pieces.append(piece)
    return b"".join(pieces)

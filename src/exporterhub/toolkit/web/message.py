"""Requests and responses, and how a response is written (HTTP/1.1, RFC 9112)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["STATUS", "Date", "Request", "Response", "encode", "plain"]

STATUS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Request(NamedTuple):
    """A request without its body. ``headers`` have lower-case names; ``keep_alive`` is what the peer wants."""

    method: str
    path: str
    query: str
    headers: Mapping[bytes, bytes]
    keep_alive: bool

    def header(self, name: bytes) -> str:
        """A header's value, or an empty text."""
        return self.headers.get(name, b"").decode("latin-1")


class Response(NamedTuple):
    """A response with its whole body."""

    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"
    headers: Sequence[tuple[str, str]] = ()


def plain(status: int, text: str = "", *headers: tuple[str, str]) -> Response:
    """A response of text, as Go's ``http.Error`` writes it; the status' own words unless ``text`` is given."""
    body = f"{text or STATUS[status]}\n".encode()
    return Response(status, body, headers=(("X-Content-Type-Options", "nosniff"), *headers))


class Date:
    """The Date header's value, made once a second."""

    def __init__(self) -> None:
        self._second = -1
        self._text = ""

    def now(self) -> str:
        """The time as RFC 9110 section 5.6.7 writes it, whatever the locale."""
        second = int(time.time())
        if second != self._second:
            at = time.gmtime(second)
            clock = f"{at.tm_hour:02d}:{at.tm_min:02d}:{at.tm_sec:02d}"
            self._text = f"{_DAYS[at.tm_wday]}, {at.tm_mday:02d} {_MONTHS[at.tm_mon - 1]} {at.tm_year} {clock} GMT"
            self._second = second
        return self._text


def encode(response: Response, *, head_only: bool, close: bool, date: str) -> bytes:
    """The bytes of a response. Line breaks in header values cannot end the header."""
    lines = [
        f"HTTP/1.1 {response.status} {STATUS[response.status]}\r\n",
        f"Content-Type: {_line(response.content_type)}\r\n",
        *(f"{name}: {_line(value)}\r\n" for name, value in response.headers),
        f"Date: {date}\r\nContent-Length: {len(response.body)}\r\n",
        "Connection: close\r\n\r\n" if close else "\r\n",
    ]
    head = "".join(lines).encode("latin-1", "replace")
    return head if head_only else head + response.body


def _line(value: str) -> str:
    return value if value.isprintable() else "".join(c if c.isprintable() else " " for c in value)

"""Requests from the bytes of a connection: httptools (llhttp) parses, this module sets the limits.

A request's body is never read: no page needs one. A request that announces one is answered, and is the connection's
last.
"""

from __future__ import annotations

from collections import deque

import httptools

from .message import Request, Response, plain

__all__ = ["Reader"]

_ABSOLUTE = (b"http://", b"https://")


class Reader:
    """Takes bytes with ``feed``; gives ``ready`` requests in order, then ``refused``, the answer to what is none.

    ``within`` is True while a request is incomplete, ``last`` once no further request is read.
    """

    def __init__(self, limit: int) -> None:
        self.ready: deque[Request] = deque()
        self.refused: Response | None = None
        self.within = False
        self.last = False
        self._limit = limit
        self._fed = self._size = 0
        self._url = b""
        self._headers: dict[bytes, bytes] = {}
        self._parser = httptools.HttpRequestParser(self)

    def feed(self, data: bytes) -> None:
        """Take more bytes."""
        if self.last:
            return
        self._fed += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._refuse(plain(400))
        if not self.within:
            self._fed = 0
        elif self._fed > self._limit:
            self._refuse(plain(431))

    def close(self) -> None:
        """Let go of the parser, which holds this object and is held by it."""
        del self._parser
        self.last = True

    # httptools' callbacks

    def on_message_begin(self) -> None:
        self.within = True
        self._url = b""
        self._size = 0
        self._headers = {}

    def on_url(self, url: bytes) -> None:
        self._url += url
        self._size += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._size += len(name) + len(value)
        if self._size <= self._limit and not self.last:
            name = name.lower()
            known = self._headers.get(name)
            self._headers[name] = value if known is None else known + b", " + value

    def on_headers_complete(self) -> None:
        if self.last:
            return
        if self._size > self._limit:
            self._refuse(plain(431))
            return
        headers = self._headers
        if b"host" not in headers and self._parser.get_http_version() == "1.1":
            self._refuse(plain(400, "Bad Request: missing required Host header"))
            return
        body = b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"
        self._add(keep=not body and self._parser.should_keep_alive())
        self.last = self.last or body

    def on_message_complete(self) -> None:
        self.within = False

    def _add(self, *, keep: bool) -> None:
        url = self._url
        if url.startswith(_ABSOLUTE):  # RFC 9112 section 3.2.2
            url = b"/" + url.split(b"://", 1)[1].partition(b"/")[2]
        if url[:1] != b"/":
            self._refuse(plain(400))
            return
        path, _, query = url.partition(b"?")
        text = _unquoted(path)
        if text is None:
            self._refuse(plain(400))
            return
        method = self._parser.get_method().decode("latin-1")
        self.ready.append(Request(method, text, query.decode("latin-1"), self._headers, keep))

    def _refuse(self, response: Response) -> None:
        if not self.last:
            self.last = True
            self.refused = response


def _unquoted(path: bytes) -> str | None:
    """The path with percent signs resolved; None where that is no UTF-8."""
    try:
        if b"%" not in path:
            return path.decode("utf-8")
        from urllib.parse import unquote_to_bytes

        return unquote_to_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        return None

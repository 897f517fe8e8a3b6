"""Answers whose bytes are made once: body, compressed body, entity tag (RFC 9110, 8.8.3) and headers.

They are sent without any routing, so that the paths programs ask most cost next to nothing.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any

from exporterhub.exposition import accepts_gzip
from exporterhub.hub.http.headers import SECURITY, Pairs, request_header

__all__ = ["Prepared", "wants_gzip"]

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
_SMALL = 400
"""Below this many bytes compressing does not pay."""


@lru_cache(maxsize=256)
def _accepts_gzip(accept_encoding: str) -> bool:
    return accepts_gzip(accept_encoding)


def wants_gzip(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether the client takes gzip (RFC 9110, 12.5.3)."""
    value = request_header(headers, b"accept-encoding")
    return bool(value) and _accepts_gzip(value.decode("latin-1"))


class Prepared:
    """One resource, ready to be sent plain, compressed, or as "not modified"."""

    __slots__ = ("_content", "_gzip", "_not_modified", "_plain", "body", "etag", "status")

    def __init__(
        self,
        body: bytes,
        media_type: str,
        *,
        cache: str = "no-cache",
        status: int = 200,
        vary: str = "accept-encoding",
        more: Pairs | None = None,
    ) -> None:
        self.body = body
        self.status = status
        self.etag = b'"' + hashlib.sha256(body).hexdigest()[:24].encode() + b'"'
        shared: Pairs = [
            (b"cache-control", cache.encode()),
            (b"etag", self.etag),
            (b"vary", vary.encode()),
            *(more or ()),
            *SECURITY,
        ]
        content: Pairs = [(b"content-type", media_type.encode()), *shared]
        self._content = content
        self._plain = _messages(status, content, body)
        self._gzip: tuple[Message, Message] | None = None
        self._not_modified = _messages(304, shared, b"")

    def _compressed(self) -> tuple[Message, Message]:
        """Made when somebody takes it: many answers are asked for once."""
        if self._gzip is None:
            small = gzip.compress(self.body, 9, mtime=0) if len(self.body) >= _SMALL else self.body
            self._gzip = self._plain
            if len(small) < len(self.body):
                self._gzip = _messages(self.status, [*self._content, (b"content-encoding", b"gzip")], small)
        return self._gzip

    async def send(self, scope: MutableMapping[str, Any], send: Send) -> None:
        """Answer a GET or HEAD request."""
        plain = True
        start, body = self._plain
        for key, value in scope["headers"]:
            if key == b"if-none-match":
                if self.etag in value or value == b"*":
                    start, body = self._not_modified
                    break
            elif plain and key == b"accept-encoding" and _accepts_gzip(value.decode("latin-1")):
                start, body = self._compressed()
                plain = False
        await send(start)
        await send(body if scope["method"] == "GET" else _EMPTY)


_EMPTY: Message = {"type": "http.response.body", "body": b""}


def _messages(status: int, headers: Pairs, body: bytes) -> tuple[Message, Message]:
    if status != 304:
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    start: Message = {"type": "http.response.start", "status": status, "headers": headers}
    return start, {"type": "http.response.body", "body": body}

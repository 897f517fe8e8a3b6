"""The outermost layer: prepared answers without routing, HEAD, and the security headers of every other answer."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import FastAPI

from exporterhub.hub.http.headers import SECURITY, language_headers, request_header
from exporterhub.hub.http.prepared import Prepared
from exporterhub.hub.http.reply import JSON
from exporterhub.hub.http.shelf import Shelf
from exporterhub.hub.languages import SCOPE, Visit, read_visit
from exporterhub.hub.library import Library
from exporterhub.hub.metrics import ABORTED, Metrics
from exporterhub.hub.query import SearchQuery
from exporterhub.hub.site import Site

__all__ = ["Front"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_DAY = "public, max-age=86400"
_FOR_EVER = "public, max-age=31536000, immutable"


_KEPT = 128
"""Answers without a query that are kept beside the prepared ones; the newest entries of a large catalog."""
_ASKED = 512
"""Answers to a query that are kept: what many type into the search, letter by letter."""
_LARGEST = {_KEPT: 4_000_000, _ASKED: 100_000}
"""Bytes of an answer that is kept: 51 MB is the most that queries can take."""
_LONGEST = 300
"""Bytes of a query whose answer is kept."""
_SLOW = ("/exporters/", "/api/v1/exporters/")
"""What is made once where several ask for it at a time: the rest wait for the first. It takes tens of milliseconds."""


class Front(FastAPI):
    """The application with a table of prepared answers before its router."""

    metrics: Metrics
    prepared: dict[str, Prepared]
    watch: Callable[[Scope, Send], Send] | None = None
    """Sees every request, and may put itself between it and its answer."""
    _kept: Shelf
    _asked: Shelf
    _making: dict[object, asyncio.Event]

    def prepare(self, library: Library, site: Site) -> None:
        """Make the answers whose bytes never change while the hub runs."""
        whole = library.json_list(library.search(SearchQuery()))
        self._kept = Shelf(_KEPT, _LARGEST[_KEPT])
        self._asked = Shelf(_ASKED, _LARGEST[_ASKED])
        self._making = {}
        self.prepared = {
            "/api/v1/exporters": Prepared(whole, JSON),
            "/api/v1/openapi.json": Prepared(json.dumps(self.openapi()).encode(), JSON),
        }
        for asset in site.assets.all:
            self.prepared[asset.path] = Prepared(asset.body, asset.media_type, cache=_FOR_EVER)
        for path, asset in site.assets.well_known.items():
            self.prepared[path] = Prepared(asset.body, asset.media_type, cache=_DAY)

    def keep(self, path: str, query: bytes, body: bytes, media_type: str, visit: Visit | None = None) -> None:
        """Keep an answer that depends on its path and query alone, and on the language of a visit."""
        if len(query) > _LONGEST:
            return
        headers = language_headers(visit)
        more = [(name.encode(), value.encode()) for name, value in headers.items() if name != "vary"]
        made = Prepared(body, media_type, vary=headers["vary"], more=more)
        shelf = self._asked if query else self._kept
        shelf.put((visit, path, query), made)

    def forget(self) -> None:
        """Forget the answers that are kept: they show what has changed."""
        self._kept.clear()
        self._asked.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and count it."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        begun = time.perf_counter()
        seen = _Seen(send)
        traffic = self.metrics.traffic
        traffic.enter()
        try:
            await self._answer(scope, receive, seen)
        except asyncio.CancelledError:
            seen.code = seen.code or ABORTED
            raise
        finally:
            traffic.leave()
            traffic.handler(scope["path"]).done(seen.code or 500, time.perf_counter() - begun)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """From the table, or by what is behind it."""
        if self.watch is not None:
            send = self.watch(scope, send)
        method = scope["method"]
        reads = method in ("GET", "HEAD")
        query = scope["query_string"]
        shelf = self._asked if query else self._kept
        if reads:
            found = (None if query else self.prepared.get(scope["path"])) or shelf.get((None, scope["path"], query))
            if found is not None:
                await found.send(scope, send)
                return
        path, visit = read_visit(scope["path"], request_header(scope["headers"], b"accept-language"))
        scope = {**scope, "path": path, SCOPE: visit}
        if not reads:
            await super().__call__(scope, receive, _Guarded(send))
            return
        key = (visit, path, query)
        if key in self._making:
            await self._making[key].wait()
        found = shelf.get(key)
        if found is not None:
            await found.send(scope, send)
            return
        scope["method"] = "GET"
        made = asyncio.Event()
        if path.startswith(_SLOW):
            self._making[key] = made
        try:
            await super().__call__(scope, receive, _Guarded(send, head=method == "HEAD"))
        finally:
            self._making.pop(key, None)
            made.set()


class _Seen:
    """Remembers the status code of an answer; 0 before it begins."""

    __slots__ = ("_send", "code")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.code = 0

    def __call__(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self.code = message["status"]
        return self._send(message)


class _Guarded:
    """Adds the security headers, and leaves the body out for HEAD."""

    __slots__ = ("_head", "_send")

    def __init__(self, send: Send, *, head: bool = False) -> None:
        self._send = send
        self._head = head

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            own = message.get("headers", ())
            said = {name for name, _ in own}  # a badge may be embedded elsewhere, and says so
            message = {**message, "headers": [*own, *(pair for pair in SECURITY if pair[0] not in said)]}
        elif self._head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

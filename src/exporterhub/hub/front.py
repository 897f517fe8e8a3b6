"""The outermost layer: prepared answers without routing, HEAD, and the security headers of every other answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import FastAPI

from exporterhub.hub.http.headers import SECURITY
from exporterhub.hub.http.prepared import Prepared
from exporterhub.hub.http.reply import JSON
from exporterhub.hub.library import Library
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
"""Answers that are kept beside the prepared ones; the newest entries of a large catalog."""


class Front(FastAPI):
    """The application with a table of prepared answers before its router."""

    prepared: dict[str, Prepared]
    _kept: dict[str, Prepared]
    _lock: threading.Lock

    def prepare(self, library: Library, site: Site) -> None:
        """Make the answers whose bytes never change while the hub runs."""
        whole = library.json_list(library.search(SearchQuery()))
        self._kept = {}
        self._lock = threading.Lock()
        self.prepared = {
            "/api/v1/exporters": Prepared(whole, JSON),
            "/api/v1/openapi.json": Prepared(json.dumps(self.openapi()).encode(), JSON),
        }
        for asset in site.assets.all:
            self.prepared[asset.path] = Prepared(asset.body, asset.media_type, cache=_FOR_EVER)
        for path, asset in site.assets.well_known.items():
            self.prepared[path] = Prepared(asset.body, asset.media_type, cache=_DAY)

    def keep(self, path: str, body: bytes, media_type: str) -> None:
        """Keep an answer that depends on its path alone; the oldest makes room."""
        made = Prepared(body, media_type)
        with self._lock:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[path] = made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the table, or pass on."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        method = scope["method"]
        if method in ("GET", "HEAD"):
            if not scope["query_string"]:
                found = self.prepared.get(scope["path"]) or self._kept.get(scope["path"])
                if found is not None:
                    await found.send(scope, send)
                    return
            if method == "HEAD":
                scope = {**scope, "method": "GET"}
        await super().__call__(scope, receive, _Guarded(send, head=method == "HEAD"))


class _Guarded:
    """Adds the security headers, and leaves the body out for HEAD."""

    __slots__ = ("_head", "_send")

    def __init__(self, send: Send, *, head: bool) -> None:
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

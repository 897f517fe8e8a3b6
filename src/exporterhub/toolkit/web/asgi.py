"""The pages of sources inside an ASGI application: what ``serve`` answers, without a server of its own.

::

    app.add_route("/metrics", AsgiPages({"/metrics": RegistrySource()}))      # Starlette, FastAPI

Limits on connections, TLS and users are the application server's affair.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from ..options import WebOptions
from ..source import Source
from .gate import OpenGate
from .message import Request, Response
from .site import Site

__all__ = ["AsgiPages"]

Message = MutableMapping[str, Any]


class AsgiPages:
    """An ASGI 3 application that answers with the pages of ``sources``, each on the event loop's side of a thread."""

    def __init__(self, sources: Mapping[str, Source], options: WebOptions | None = None) -> None:
        self._site = Site(sources, options or WebOptions(), OpenGate())

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[Message]],  # noqa: ARG002 - a body is not read
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer one HTTP request."""
        response = await self._answer(scope)
        headers = [
            (b"content-type", response.content_type.encode("latin-1")),
            (b"content-length", str(len(response.body)).encode()),
            *((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers),
        ]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else response.body})

    async def _answer(self, scope: Mapping[str, Any]) -> Response:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Response] = loop.create_future()

        def settle(response: Response) -> None:
            if not answered.done():  # the peer may have gone
                answered.set_result(response)

        request = Request(
            scope["method"], scope["path"], scope["query_string"].decode("latin-1"), dict(scope["headers"]), False
        )
        self._site(request, lambda response: _call(loop, settle, response))
        return await answered


def _call(loop: asyncio.AbstractEventLoop, settle: Callable[[Response], None], response: Response) -> None:
    """From whatever thread; the loop may have ended meanwhile."""
    try:
        loop.call_soon_threadsafe(settle, response)
    except RuntimeError:
        return

"""Answers made for one request: compressed where the client takes it."""

from __future__ import annotations

import gzip
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from exporterhub.hub.http.headers import language_headers
from exporterhub.hub.http.prepared import wants_gzip
from exporterhub.hub.languages import Visit

__all__ = ["HTML", "JSON", "reply"]

HTML = "text/html; charset=utf-8"
JSON = "application/json"
_SMALL = 1000


def reply(
    request: Request,
    body: bytes,
    media_type: str,
    status: int = 200,
    *,
    headers: Mapping[str, str] | None = None,
    keep: bool = False,
    visit: Visit | None = None,
) -> Response:
    """The answer with this body. Nothing secret is ever in it, so compressing gives nothing away.

    ``keep`` says that the answer depends on the path and the query alone, and on the language where a ``visit`` tells
    which one it is in: it is kept for those who come next.
    """
    if keep:
        request.app.keep(request.url.path, request.scope["query_string"], body, media_type, visit)
    sent = {"cache-control": "no-cache", **language_headers(visit), **(headers or {})}
    if len(body) >= _SMALL and wants_gzip(request.scope["headers"]):
        body = gzip.compress(body, 5, mtime=0)
        sent["content-encoding"] = "gzip"
    return Response(body, status, headers={**sent, "content-type": media_type})

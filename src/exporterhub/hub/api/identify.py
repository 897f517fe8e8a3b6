"""Identify a page."""

from __future__ import annotations

from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from exporterhub.hub.api._shared import TOO_LARGE, TheLibrary, problem_of
from exporterhub.hub.documents import Identification, identify_page
from exporterhub.hub.http.body import read_body
from exporterhub.hub.http.problems import ProblemError
from exporterhub.hub.http.reply import JSON, reply

__all__ = ["router"]

router = APIRouter(tags=["Identify"])
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The page, as the exporter exposes it; at most 5 MiB",
        "content": {
            "text/plain": {"schema": {"type": "string"}, "example": "# TYPE redis_up gauge\nredis_up 1\n"},
            "application/openmetrics-text": {"schema": {"type": "string"}},
        },
    }
}


@router.post(
    "/identify",
    response_model=Identification,
    responses={
        **problem_of(400, "The body is empty"),
        **problem_of(408, "The body came too slowly"),
        **TOO_LARGE,
        **problem_of(503, "Too many pages are being read just now"),
    },
    openapi_extra=_BODY,
    summary="Identify a /metrics page",
)
async def identify(request: Request, library: TheLibrary) -> Response:
    """Which exporter and version a page comes from, what is odd about it, and its inventory. Nothing is stored."""
    with request.app.state.gate:
        page = await read_body(request)
        if not page.strip():
            raise ProblemError(400, "The body is empty: send the page itself, as `curl --data-binary @page` does.")
        content_type = request.headers.get("content-type", "")
        found = await run_sync(identify_page, page, library.catalog, content_type)
    return reply(request, found.model_dump_json().encode(), JSON)

"""Identify a page."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response

from exporterhub.hub.api._shared import TOO_LARGE, TheLibrary, problem_of
from exporterhub.hub.documents import Generated, Identification, generated_rules, identify_page
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
            request.app.state.metrics.pages_read.inc("empty")
            raise ProblemError(400, "The body is empty: send the page itself, as `curl --data-binary @page` does.")
        content_type = request.headers.get("content-type", "")
        found = await run_sync(identify_page, page, library.catalog, content_type)
    request.app.state.metrics.page_read(identified=found.exporter is not None)
    return reply(request, found.model_dump_json().encode(), JSON)


@router.post(
    "/generate",
    response_model=Generated,
    responses={
        **problem_of(400, "The body is empty, or is no page with metrics"),
        **problem_of(408, "The body came too slowly"),
        **TOO_LARGE,
        **problem_of(503, "Too many pages are being read just now"),
    },
    openapi_extra=_BODY,
    summary="Alert rules for a /metrics page",
)
async def generate(
    request: Request,
    library: TheLibrary,
    name: Annotated[str, Query(max_length=60, description="What the exporter is called; it names the groups")] = "",
) -> Response:
    """The catalog's rules where it knows the exporter, generated ones for the rest, with reasons and unit tests."""
    with request.app.state.gate:
        page = await read_body(request)
        content_type = request.headers.get("content-type", "")
        make = partial(generated_rules, page, library.catalog, name=name, content_type=content_type)
        found = await run_sync(make) if page.strip() else None
    if found is None:
        raise ProblemError(
            400, "There are no metrics in the body: send the page itself, as `curl --data-binary @page` does."
        )
    return reply(request, found.model_dump_json().encode(), JSON)

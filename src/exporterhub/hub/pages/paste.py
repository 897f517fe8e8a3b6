"""Paste a ``/metrics`` page: which exporter it is from, what is odd about it, which entry fits. Nothing is stored."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from exporterhub.hub.documents import Identification, generated_rules, identify_page
from exporterhub.hub.http.body import read_form_field

__all__ = ["router"]

router = APIRouter()
SHOWN = 400
"""Families and findings that are listed."""


@router.get("/paste")
async def ask(request: Request) -> Response:
    """The empty form."""
    return _page(request, {"result": None, "empty": False, "generated": None}, keep=True)


@router.post("/paste")
async def answer(request: Request) -> Response:
    """The form's answer. Raises ``BodyTooLargeError`` while reading."""
    with request.app.state.gate:
        page = await read_form_field(request, "page")
        if not page.strip():
            request.app.state.metrics.pages_read.inc("empty")
            return _page(request, {"result": None, "empty": True, "generated": None}, status=400)
        catalog = request.app.state.library.catalog
        found = await run_sync(identify_page, page, catalog)
        request.app.state.metrics.page_read(identified=found.exporter is not None)
        name = found.exporter.slug if found.exporter else ""
        rules = await run_sync(partial(generated_rules, page, catalog, name=name))
    return _page(request, {**_values(request, found), "generated": rules})


def _values(request: Request, found: Identification) -> dict[str, Any]:
    summaries = request.app.state.library.summaries
    return {
        "result": found,
        "empty": False,
        "match": summaries.get(found.exporter.slug) if found.exporter else None,
        "findings": found.findings[:SHOWN],
        "severities": Counter(finding.severity for finding in found.findings),
        "families": found.families[:SHOWN],
        "series": sum(family.series for family in found.families),
    }


def _page(request: Request, values: dict[str, Any], *, status: int = 200, keep: bool = False) -> Response:
    return request.app.state.site.page(request, "paste.html", values, status=status, keep=keep)  # type: ignore[no-any-return]

"""This host: what the host exporter beside the hub exposes now."""

from __future__ import annotations

from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from exporterhub.hub.host import HostDocument, HostFamily, HostUnreadableError, host_document, read_page

__all__ = ["router"]

router = APIRouter()
SHOWN = 8
"""Filesystems and network devices that are listed."""


@router.get("/host")
async def host(request: Request) -> Response:
    """The page, read anew each time; 502 where the exporter does not give one."""
    state = request.app.state
    words = request.query_params.get("metric", "").strip()[:100]
    if state.node is None:
        return _page(request, {"host": None, "problem": None})
    try:
        with state.host_gate:
            document = await run_sync(host_document, await read_page(state.node), state.library.catalog)
    except HostUnreadableError as problem:
        return _page(request, {"host": None, "problem": problem}, status=502)
    return _page(request, _values(request, document, words))


def _values(request: Request, document: HostDocument, words: str) -> dict[str, Any]:
    summaries = request.app.state.library.summaries
    wanted = words.lower().split()
    fitting = {family.name for family in document.families if _fits(family, wanted)}
    return {
        "host": document,
        "problem": None,
        "match": summaries.get(document.exporter.slug) if document.exporter else None,
        "filter": words,
        "fitting": fitting,
        "series": sum(family.series for family in document.families),
        "shown": SHOWN,
    }


def _fits(family: HostFamily, words: list[str]) -> bool:
    text = f"{family.name} {family.help} {family.type} {family.unit} {' '.join(family.labels)}".lower()
    return all(word in text for word in words)


def _page(request: Request, values: dict[str, Any], *, status: int = 200) -> Response:
    answer: Response = request.app.state.site.page(request, "host.html", values, status=status)
    answer.headers["cache-control"] = "no-store"
    return answer

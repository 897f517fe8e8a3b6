"""Exporters side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from exporterhub.hub.api._shared import NOT_FOUND, WRONG_VALUE, TheLibrary
from exporterhub.hub.documents import Comparison, compare
from exporterhub.hub.http.problems import ProblemError
from exporterhub.hub.http.reply import JSON, reply

__all__ = ["router"]

router = APIRouter(tags=["Exporters"])


@router.get("/compare", response_model=Comparison, responses={**NOT_FOUND, **WRONG_VALUE}, summary="Compare exporters")
def get_comparison(
    request: Request,
    library: TheLibrary,
    exporters: Annotated[
        list[str],
        Query(min_length=2, max_length=4, description="Two to four slugs", examples=[["haproxy", "haproxy-exporter"]]),
    ],
) -> Response:
    """Facts, what was recorded, what the lab measured; for alternatives the one to prefer with the reasons."""
    entries = []
    for slug in dict.fromkeys(exporters):
        entry = library.entry(slug)
        if entry is None:
            raise ProblemError(404, f"There is no entry {slug[:60]!r}.")
        entries.append(entry)
    found = compare(entries, [library.document(entry) for entry in entries])
    return reply(request, found.model_dump_json().encode(), JSON)

"""Health."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

import exporterhub
from exporterhub.hub.api._shared import TheLibrary
from exporterhub.hub.documents import Health
from exporterhub.hub.http.reply import JSON, reply

__all__ = ["router"]

router = APIRouter(tags=["Health"])


@router.get("/health", response_model=Health, summary="Health")
async def health(request: Request, library: TheLibrary) -> Response:
    """Answers as soon as the hub can serve, also while its database cannot be used."""
    views = request.app.state.views
    problem = views.problem if views else None
    document = Health(
        status="ok",
        version=exporterhub.__version__,
        exporters=len(library.summaries),
        recordings=library.totals["recordings"],
        findings=len(library.catalog.findings),
        database="none" if views is None else "unavailable" if problem else "ok",
        database_problem=problem.what if problem else "",
    )
    return reply(request, document.model_dump_json().encode(), JSON, keep=views is None)

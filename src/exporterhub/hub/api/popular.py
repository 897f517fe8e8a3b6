"""What is read most."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from exporterhub.hub.api._shared import TheLibrary, problem_of
from exporterhub.hub.documents import Popular
from exporterhub.hub.http.problems import ProblemError
from exporterhub.hub.http.reply import JSON, reply
from exporterhub.hub.state import DAYS, ViewCounter

__all__ = ["router"]

router = APIRouter(tags=["Search"])
_ANSWERS = {**problem_of(404, "This hub counts no views"), **problem_of(503, "The database cannot be used just now")}


@router.get("/popular", response_model=list[Popular], responses=_ANSWERS, summary="What is read most")
async def popular(request: Request, library: TheLibrary, limit: Annotated[int, Query(ge=1, le=1000)] = 50) -> Response:
    """Exporters whose pages were read in the last 30 days, most first. Views are counted without cookies."""
    counter: ViewCounter | None = request.app.state.views
    if counter is None:
        raise ProblemError(404, "This hub counts no views: it was started without a database.")
    if counter.problem:
        raise counter.problem.with_traceback(None)
    ranked = sorted(counter.popular.items(), key=lambda pair: (-pair[1], pair[0]))
    known = [(library.summaries[slug].name, slug, views) for slug, views in ranked if slug in library.summaries]
    found = [Popular(slug=slug, name=name, views=views, days=DAYS) for name, slug, views in known[:limit]]
    return reply(request, f"[{','.join(item.model_dump_json() for item in found)}]".encode(), JSON)

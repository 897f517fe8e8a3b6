"""Search, and the counts of its facets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from exporterhub.catalog.models import Kind, Maintainer, Tier
from exporterhub.hub.api._shared import WRONG_VALUE, TheLibrary
from exporterhub.hub.documents import Facets, Summary
from exporterhub.hub.http.problems import ProblemError
from exporterhub.hub.http.reply import JSON, reply
from exporterhub.hub.query import MAX_WORDS, SearchQuery, Sort

__all__ = ["router"]

router = APIRouter(tags=["Search"])
Words = Annotated[
    str,
    Query(
        max_length=MAX_WORDS,
        description="Words, the beginning of one, a metric or an alert name",
        examples=["postgres"],
    ),
]


def _query(
    q: Words = "",
    category: Annotated[str, Query(max_length=100)] = "",
    tier: Annotated[Tier | None, Query()] = None,
    maintainer: Annotated[Maintainer | None, Query()] = None,
    kind: Annotated[Kind | None, Query()] = None,
) -> SearchQuery:
    return SearchQuery(q.strip(), category, tier or "", maintainer or "", kind or "")


Query_ = Annotated[SearchQuery, Depends(_query)]


@router.get("/search", response_model=list[Summary], responses=WRONG_VALUE, summary="Search")
async def search(
    request: Request,
    library: TheLibrary,
    query: Query_,
    sort: Annotated[
        Sort | None, Query(description="By relevance unless given; `popular` where views are counted")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> Response:
    """Exporters that fit the words and have the given values, best first."""
    views = request.app.state.views
    if sort == "popular" and views is None:
        message = "this hub counts no views; leave the order out"
        raise ProblemError(422, f"sort: {message}", errors=[{"field": "sort", "value": sort, "message": message}])
    found = library.first(query.sorted_by(sort or ""), limit, views.popular if views else None)
    return reply(request, library.json_list(found), JSON, keep=sort != "popular")


@router.get("/facets", response_model=Facets, responses=WRONG_VALUE, summary="Facets")
async def facets(request: Request, library: TheLibrary, query: Query_) -> Response:
    """How many exporters have each category, tier, maintainer and kind, under the words and values given."""
    return reply(request, library.facets(query).model_dump_json().encode(), JSON, keep=True)

"""Home: search, facets, and the list of exporters."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from exporterhub.hub.library import Library
from exporterhub.hub.query import FACETS, SORTS, SearchQuery

__all__ = ["router"]

router = APIRouter()
PER_PAGE = 60
_SHOWN = 9
"""Values of a facet that are shown before "more"."""
_LABELS = {"category": "Category", "tier": "Tier", "maintainer": "Maintainer", "kind": "Kind"}


@router.get("/")
async def home(request: Request) -> Response:
    """The list of exporters that fit; ``part=results`` answers only the part that a search changes."""
    state = request.app.state
    query = SearchQuery.read(request.query_params)
    values = _values(state.library, query, request.query_params.get("page", ""), whole=state.site.static)
    part = request.query_params.get("part") == "results"
    return state.site.page(request, "_results.html" if part else "home.html", values, keep=True)  # type: ignore[no-any-return]


def _values(library: Library, query: SearchQuery, page: str, *, whole: bool) -> dict[str, Any]:
    found = library.search(query)
    per_page = max(1, len(found)) if whole else PER_PAGE
    pages = max(1, -(-len(found) // per_page))
    number = min(int(page), pages) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    number = max(1, number)
    return {
        "query": query,
        "found": len(found),
        "items": found[(number - 1) * per_page : number * per_page],
        "page": number,
        "pages": pages,
        "facets": _facets(library, query),
        "sorts": _sorts(query),
        "totals": library.totals,
    }


def _sorts(query: SearchQuery) -> list[dict[str, Any]]:
    offered = [sort for sort in SORTS if sort != "relevance" or query.q]
    return [{"name": sort, "link": query.link(sort=sort), "chosen": query.order == sort} for sort in offered]


def _facets(library: Library, query: SearchQuery) -> list[dict[str, Any]]:
    counts = library.facets(query)
    facets = []
    for name in FACETS:
        chosen = getattr(query, name)
        values = [
            {
                "value": item.value,
                "count": item.count,
                "chosen": item.value == chosen,
                "link": query.link(**{name: "" if item.value == chosen else item.value}),
            }
            for item in getattr(counts, name)
        ]
        shown, more = values[:_SHOWN], values[_SHOWN:]
        if len(more) < 3:
            shown, more = values, []
        opened = any(item["chosen"] for item in more)
        facets.append({"name": name, "label": _LABELS[name], "shown": shown, "more": more, "open": opened})
    return facets

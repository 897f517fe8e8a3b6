"""Home: search, facets, and the list of exporters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from exporterhub.hub.documents import Summary
from exporterhub.hub.library import Library
from exporterhub.hub.query import FACETS, SORTS, SearchQuery
from exporterhub.messages import say

__all__ = ["router"]

router = APIRouter()
PER_PAGE = 60
_SHOWN = 9
"""Values of a facet that are shown before "more"."""
_LABELS = {"category": say("Category"), "tier": say("Tier"), "maintainer": say("Maintainer"), "kind": say("Kind")}


@router.get("/")
async def home(request: Request) -> Response:
    """The list of exporters that fit; ``part=results`` answers only the part that a search changes."""
    state = request.app.state
    popular = state.views.popular if state.views else {}
    query = SearchQuery.read(request.query_params)
    if query.sort == "popular" and not popular:
        query = query.sorted_by("")
    page = request.query_params.get("page", "")
    values = _values(state.library, query, page, popular, whole=state.site.static)
    part = request.query_params.get("part") == "results"
    # What is popular changes. That the order is offered changes, too; the kept pages are forgotten then (see app.py).
    keep = query.order != "popular"
    return state.site.page(request, "_results.html" if part else "home.html", values, keep=keep)  # type: ignore[no-any-return]


def _values(
    library: Library, query: SearchQuery, page: str, popular: Mapping[str, int], *, whole: bool
) -> dict[str, Any]:
    found = library.search(query, popular)
    per_page = max(1, len(found)) if whole else PER_PAGE
    pages = max(1, -(-len(found) // per_page))
    number = min(int(page), pages) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    number = max(1, number)
    shown = found[(number - 1) * per_page : number * per_page]
    return {
        "query": query,
        "found": len(found),
        "items": shown,
        "alerts": _alerts(library, query.q, shown),
        "page": number,
        "pages": pages,
        "facets": _facets(library, query),
        "sorts": _sorts(query, popular),
        "totals": library.totals,
    }


def _alerts(library: Library, words: str, items: Sequence[Summary]) -> dict[str, str]:
    """By slug: the alert that watches for what the words describe."""
    found = {item.slug: library.symptoms.alert(item.slug, words) for item in items if item.alerts and words}
    return {slug: name for slug, name in found.items() if name}


def _sorts(query: SearchQuery, popular: Mapping[str, int]) -> list[dict[str, Any]]:
    useless = set() if query.q else {"relevance"}
    if not popular:
        useless.add("popular")
    offered = [sort for sort in SORTS if sort not in useless]
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

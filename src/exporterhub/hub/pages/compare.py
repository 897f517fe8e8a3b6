"""Exporters side by side."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from exporterhub.hub.documents import compare
from exporterhub.hub.library import Library
from exporterhub.hub.pages._shared import entry_of

__all__ = ["router"]

router = APIRouter()
MOST = 4


def _picked(library: Library, slugs: list[str]) -> list[str]:
    """What the form's two fields hold: what was asked for, else exporters between which one has to choose."""
    if not slugs:
        return [item.slug for item in library.choices[0][:2]] if library.choices else ["", ""]
    others = [item.slug for item in library.alternatives(slugs[0])]
    return [*slugs, *others, ""][:2]


@router.get("/compare")
def show(request: Request) -> Response:
    """The form, and the comparison of the entries that ``exporters`` names (several times, or with commas)."""
    state = request.app.state
    given = ",".join(request.query_params.getlist("exporters"))[:400].split(",")
    slugs = list(dict.fromkeys(slug.strip() for slug in given if slug.strip()))[:MOST]
    entries = [entry_of(request, slug) for slug in slugs]
    found = compare(entries, [state.library.document(entry) for entry in entries]) if len(entries) > 1 else None
    summaries = state.library.summaries
    values = {
        "chosen": [summaries[slug] for slug in slugs],
        "picked": _picked(state.library, slugs),
        "found": found,
        "all": state.library.by_name,
        "choices": state.library.choices if not slugs else [],
    }
    return state.site.page(request, "compare.html", values, keep=True)  # type: ignore[no-any-return]

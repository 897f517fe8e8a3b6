"""A metric, an alert or a query, explained."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from exporterhub.hub.documents import MOST_CHARACTERS

__all__ = ["router"]

router = APIRouter()


@router.get("/explain")
def explain(request: Request) -> Response:
    """The form, and what the catalog knows of the text in ``q``."""
    state = request.app.state
    text = request.query_params.get("q", "").strip()[:MOST_CHARACTERS]
    found = state.library.explainer.explain(text) if text else None
    values = {"text": text, "found": found, "summaries": state.library.summaries}
    return state.site.page(request, "explain.html", values, keep=True)  # type: ignore[no-any-return]

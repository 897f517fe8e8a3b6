"""What the tiers mean."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

__all__ = ["router"]

router = APIRouter()


@router.get("/tiers")
async def tiers(request: Request) -> Response:
    """The four tiers, what each requires, and how many entries reached it."""
    state = request.app.state
    values = {"tiers": state.library.tiers(), "total": len(state.library.summaries)}
    return state.site.page(request, "tiers.html", values, keep=True)  # type: ignore[no-any-return]

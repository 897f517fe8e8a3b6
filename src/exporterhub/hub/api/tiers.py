"""The tiers."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter

from exporterhub.hub.api._shared import TheLibrary
from exporterhub.hub.documents import TierMeaning
from exporterhub.hub.http.reply import JSON, reply

__all__ = ["router"]

router = APIRouter(tags=["Tiers"])
_TIERS = TypeAdapter(list[TierMeaning])


@router.get("/tiers", response_model=list[TierMeaning], summary="What the tiers mean")
async def tiers(request: Request, library: TheLibrary) -> Response:
    """The tiers in order, what each requires, and how many exporters reached it."""
    return reply(request, _TIERS.dump_json(library.tiers()), JSON, keep=True)

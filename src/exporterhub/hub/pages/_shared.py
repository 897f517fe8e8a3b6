"""What pages share."""

from __future__ import annotations

from fastapi import Request
from starlette.exceptions import HTTPException

from exporterhub.catalog import Entry
from exporterhub.messages import say

__all__ = ["entry_of"]


def entry_of(request: Request, slug: str) -> Entry:
    """The entry; an HTTPException that becomes the page "not found" where there is none."""
    entry: Entry | None = request.app.state.library.entry(slug)
    if entry is None:
        raise HTTPException(404, say("The catalog has no exporter “%(slug)s”. Search for it instead.", slug=slug[:60]))
    return entry

"""Errors of the API as problem documents (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import Response

__all__ = ["MEDIA_TYPE", "Problem", "ProblemError", "problem_response"]

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field("about:blank", description="What kind of problem it is")
    title: str = Field(description="The kind of problem in a few words")
    status: int = Field(description="The HTTP status, again")
    detail: str = Field("", description="What is wrong with this request, and what to do")
    errors: list[dict[str, Any]] = Field([], description="One item per wrong value: `field`, `value`, `message`")


class ProblemError(Exception):
    """Raised by the API's handlers: becomes a problem document."""

    def __init__(self, status: int, detail: str, *, errors: list[dict[str, Any]] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors or []


def problem_response(status: int, detail: str, errors: list[dict[str, Any]] | None = None) -> Response:
    """The answer for a problem."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        document["errors"] = errors
    return Response(json.dumps(document, ensure_ascii=False), status, media_type=MEDIA_TYPE)

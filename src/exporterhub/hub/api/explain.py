"""What a metric, an alert or a query stands for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from exporterhub.hub.api._shared import WRONG_VALUE, TheLibrary
from exporterhub.hub.documents import Explanation
from exporterhub.hub.http.reply import JSON, reply

__all__ = ["router"]

router = APIRouter(tags=["Search"])


@router.get("/explain", response_model=Explanation, responses=WRONG_VALUE, summary="Explain a metric, alert or query")
def explain(
    request: Request,
    library: TheLibrary,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=5_000,
            description="A metric's name, an alert's name, or a PromQL query",
            examples=["redis_up"],
        ),
    ],
) -> Response:
    """Which exporters expose each metric, since which version and under which flag; which alerts and panels read it."""
    return reply(request, library.explainer.explain(q).model_dump_json().encode(), JSON)

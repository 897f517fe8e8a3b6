"""This host."""

from __future__ import annotations

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from exporterhub.hub.api._shared import TheLibrary, problem_of
from exporterhub.hub.host import HostDocument, HostUnreadableError, host_document, read_page
from exporterhub.hub.http.problems import ProblemError
from exporterhub.hub.http.reply import JSON, reply

__all__ = ["router"]

router = APIRouter(tags=["Host"])


@router.get(
    "/host",
    response_model=HostDocument,
    responses={
        **problem_of(404, "The hub was started without a host exporter"),
        **problem_of(502, "The host exporter does not answer, or not with a metrics page"),
        **problem_of(503, "Too many visitors are reading it just now"),
    },
    summary="What this host exposes now",
)
async def host(request: Request, library: TheLibrary) -> Response:
    """A summary of the hub's own host and every metric family, read from the host exporter at the time of asking."""
    state = request.app.state
    if state.node is None:
        raise ProblemError(404, "This hub shows no host: `exporterhub serve --node 127.0.0.1:9100` does.")
    try:
        with state.host_gate:
            document = await run_sync(host_document, await read_page(state.node), library.catalog)
    except HostUnreadableError as problem:
        raise ProblemError(502, f"{problem.message} {problem.remedy}") from problem
    return reply(request, document.model_dump_json().encode(), JSON, headers={"cache-control": "no-store"})

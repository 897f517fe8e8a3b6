"""Errors: a problem document for programs, a page for people, a traceback for nobody."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from exporterhub.hub.http.body import BodyTooLargeError, BodyTooSlowError, TooBusyError
from exporterhub.hub.http.problems import ProblemError, problem_response
from exporterhub.hub.state import StateUnavailable
from exporterhub.messages import say

__all__ = ["install_handlers"]

_SAID = {
    404: (
        say("There is nothing here"),
        say("The address is wrong, or what was here has gone. Search for it instead."),
    ),
    405: (
        say("This cannot be done here"),
        say("The address exists, but not for this kind of request."),
    ),
    408: (
        say("The page came too slowly"),
        say("It has to be sent within 30 seconds. Try again, or send a part of it."),
    ),
    413: (
        say("The page is too large"),
        say("Pages up to 5 MiB are read. Leave out families you do not need."),
    ),
    503: (
        say("The hub is busy"),
        say("Other pages are being read just now. Try again in a moment."),
    ),
    500: (
        say("Something broke"),
        say("It is not your fault, and it has been written to the log. Try again in a moment."),
    ),
}


def install_handlers(app: FastAPI) -> None:
    """Teach the application what to answer when something goes wrong."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(StateUnavailable, _state_away)
    for refusal in _REFUSALS:
        app.add_exception_handler(refusal, _refused)
    app.add_exception_handler(Exception, _unexpected)


def _answer(request: Request, status: int, detail: str = "") -> Response:
    title, remedy = _SAID.get(status, (HTTPStatus(status).phrase, ""))
    if request.url.path.startswith("/api/"):
        return problem_response(status, detail or f"{title}. {remedy}")
    return request.app.state.site.page(  # type: ignore[no-any-return]
        request, "error.html", {"status": status, "title": title, "remedy": detail or remedy}, status=status
    )


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101  (registered for it)
    return problem_response(error.status, error.detail, error.errors)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  (registered for it)
    said = "" if error.detail == HTTPStatus(error.status_code).phrase else error.detail
    response = _answer(request, error.status_code, said)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


async def _validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (registered for it)
    errors = [
        {"field": str(e["loc"][-1]), "value": str(e.get("input"))[:80], "message": e["msg"]} for e in error.errors()
    ]
    return problem_response(422, "; ".join(f"{e['field']}: {e['message']}" for e in errors), errors)


_REFUSALS: dict[type[Exception], int] = {BodyTooLargeError: 413, BodyTooSlowError: 408, TooBusyError: 503}
_REASONS = {413: "too_large", 408: "too_slow", 503: "busy"}


async def _refused(request: Request, error: Exception) -> Response:
    status = _REFUSALS[type(error)]
    request.app.state.metrics.refused.inc(_REASONS[status])
    response = _answer(request, status)
    # The rest of the body is not read, so the connection cannot be used again.
    response.headers["connection"] = "close"
    if status == 503:
        response.headers["retry-after"] = "1"
    return response


_AWAY = (
    say("The hub's database cannot be used just now"),
    say(
        "Pages about exporters go on. Try this one again in a few seconds; who runs the hub finds the reason in its "
        "log."
    ),
)


async def _state_away(request: Request, error: Exception) -> Response:
    assert isinstance(error, StateUnavailable)  # noqa: S101  (registered for it)
    title, remedy = _AWAY
    if request.url.path.startswith("/api/"):
        response = problem_response(503, f"{title}: it {error.what}. {remedy}")
    else:
        values = {"status": 503, "title": title, "remedy": remedy}
        response = request.app.state.site.page(request, "error.html", values, status=503)
    response.headers["retry-after"] = str(error.retry_after)
    response.headers["cache-control"] = "no-store"
    return response


async def _unexpected(request: Request, _: Exception) -> Response:
    return _answer(request, 500)

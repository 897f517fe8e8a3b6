"""Errors: a problem document for programs, a page for people, a traceback for nobody."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from exporterhub.hub.http.body import BodyTooLargeError, BodyTooSlowError, TooBusyError
from exporterhub.hub.http.problems import ProblemError, problem_response

__all__ = ["install_handlers"]

_SAID = {
    404: ("There is nothing here", "The address is wrong, or what was here has gone. Search for it instead."),
    405: ("This cannot be done here", "The address exists, but not for this kind of request."),
    408: ("The page came too slowly", "It has to be sent within 30 seconds. Try again, or send a part of it."),
    413: ("The page is too large", "Pages up to 5 MiB are read. Leave out families you do not need."),
    503: ("The hub is busy", "Other pages are being read just now. Try again in a moment."),
    500: ("Something broke", "It is not your fault, and it has been written to the log. Try again in a moment."),
}


def install_handlers(app: FastAPI) -> None:
    """Teach the application what to answer when something goes wrong."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
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
    response = _answer(request, error.status_code)
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


async def _refused(request: Request, error: Exception) -> Response:
    status = _REFUSALS[type(error)]
    response = _answer(request, status)
    # The rest of the body is not read, so the connection cannot be used again.
    response.headers["connection"] = "close"
    if status == 503:
        response.headers["retry-after"] = "1"
    return response


async def _unexpected(request: Request, _: Exception) -> Response:
    return _answer(request, 500)

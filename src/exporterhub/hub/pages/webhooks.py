"""Webhooks for the operator: added, tried out, removed. The page is there only where the operator has a password."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException

from exporterhub.errors import BadInput
from exporterhub.hub import webhooks
from exporterhub.hub.languages import visit_of
from exporterhub.hub.pages._webhook_form import Form, read_form
from exporterhub.hub.state import State
from exporterhub.messages import say

__all__ = ["router"]

router = APIRouter()
SHOWN = 20
"""Deliveries that are listed."""
_CHALLENGE = {"WWW-Authenticate": 'Basic realm="ExporterHub operator", charset="UTF-8"'}
_NO_OPERATOR = say("Start the hub with `exporterhub serve --operator-password-file FILE` to have this page.")
_NO_STATE = say("Webhooks are kept in the state database. Start the hub with one (--database).")
_TOO_MANY = say("Too many passwords were tried. Wait a moment.")
_WHO = say("The user is operator, the password the one in the file of --operator-password-file.")
_ELSEWHERE = say("This does not come from the hub's own page. Programs use `exporterhub webhook` instead.")


def _operator_only(request: Request) -> State:
    """Let the operator through, and nobody else; gives the state database."""
    state: State | None = request.app.state.database
    operator: webhooks.Operator | None = request.app.state.operator
    if operator is None:
        raise HTTPException(404, _NO_OPERATOR)
    admission = operator.admit(request.headers.get("authorization", ""))
    if admission == "later":
        raise HTTPException(429, _TOO_MANY, {"Retry-After": str(webhooks.EVERY)})
    if admission == "out":
        raise HTTPException(401, _WHO, _CHALLENGE)
    if state is None:
        raise HTTPException(404, _NO_STATE)
    return state


Operated = Annotated[State, Depends(_operator_only)]


def _from_here(request: Request, state: Operated) -> State:
    """Let the operator's own change through, and none that another site made the browser ask for."""
    if not webhooks.is_same_origin(request.headers, request.app.state.public_url):
        raise HTTPException(403, _ELSEWHERE)
    return state


Changed = Annotated[State, Depends(_from_here)]


@router.get("/webhooks")
def overview(request: Request, state: Operated, tested: str = "", added: str = "", removed: str = "") -> Response:
    """All webhooks, their last deliveries, and the form for another."""
    number = int(tested) if tested.isascii() and tested.isdigit() and len(tested) < 10 else 0
    done = {"added": added[:64], "removed": removed[:64], "tested": webhooks.delivery(state, number)}
    return _page(request, state, done=done)


@router.post("/webhooks")
async def enter(request: Request, state: Changed) -> Response:
    """Add what was entered, or show what it would send."""
    form = await read_form(request)
    return await run_sync(_entered, request, state, form)


@router.post("/webhooks/{name}/test")
async def test(request: Request, state: Changed, name: str) -> Response:
    """Send a sample event there."""
    form = await read_form(request)
    return await run_sync(_tested, request, state, name, form["event"])


@router.post("/webhooks/{name}/remove")
def remove(request: Request, state: Changed, name: str) -> Response:
    """Forget it."""
    try:
        webhooks.remove(state, name)
    except BadInput as problem:
        return _page(request, state, problem=problem, status=404)
    return _to(request, f"removed={quote(name)}")


def _entered(request: Request, state: State, form: Form) -> Response:
    hook = form.webhook
    try:
        if form["do"] == "preview":
            return _page(request, state, form=hook, preview=_previews(request, webhooks.checked_template(hook)))
        webhooks.add(state, hook, time.time(), request.app.state.library.catalog.entries)
    except BadInput as problem:
        return _page(request, state, form=hook, problem=problem, status=422)
    return _to(request, f"added={quote(hook.name)}")


def _tested(request: Request, state: State, name: str, event: str) -> Response:
    try:
        hook = webhooks.find(state, name)
        kind = next((kind for kind in webhooks.KINDS if kind == event), hook.events[0])
        delivery, _ = webhooks.send_test(state, hook, kind, public_url=request.app.state.public_url)
    except BadInput as problem:
        return _page(request, state, problem=problem, status=404)
    return _to(request, f"tested={delivery}")


def _to(request: Request, query: str) -> Response:
    """Back to the page, so that reloading it does nothing again."""
    return Response(status_code=303, headers={"location": f"{visit_of(request).url('/webhooks')}?{query}"})


@dataclass(frozen=True, slots=True)
class _Preview:
    """What a webhook sends for a sample event; ``language`` is that of the colours."""

    event: str
    text: str
    language: str


def _previews(request: Request, hook: webhooks.Webhook) -> list[_Preview]:
    made = []
    for kind in hook.events:
        body = webhooks.rendered(hook, webhooks.sample(kind, public_url=request.app.state.public_url))
        headers = "".join(f"{name}: {value}\n" for name, value in body.headers.items())
        language = "json" if body.media_type == "application/json" else "none"
        made.append(_Preview(kind, f"{headers}\n{body.text}" if headers else body.text, language))
    return made


def _page(
    request: Request,
    state: State,
    *,
    done: Mapping[str, Any] | None = None,
    form: webhooks.Webhook | None = None,
    preview: list[_Preview] | None = None,
    problem: BadInput | None = None,
    status: int = 200,
) -> Response:
    hooks = webhooks.list_webhooks(state)
    values = {
        "hooks": hooks,
        "deliveries": webhooks.recent(state, limit=SHOWN),
        "done": done or {"added": "", "removed": "", "tested": None},
        "form": form or webhooks.Webhook(name="", url="", template="slack"),
        "preview": preview,
        "problem": problem,
        "templates": [*webhooks.names(), webhooks.CUSTOM],
        "kinds": webhooks.KINDS,
        "example": webhooks.EXAMPLE,
        "when": lambda seconds: datetime.fromtimestamp(seconds, UTC),
    }
    answer: Response = request.app.state.site.page(request, "webhooks.html", values, status=status)
    answer.headers["cache-control"] = "no-store"
    return answer

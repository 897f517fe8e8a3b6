"""The webhooks that the operator has entered: added, listed, removed."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from exporterhub.errors import BadInput
from exporterhub.hub.state import State
from exporterhub.hub.state.tables import webhook_deliveries, webhooks
from exporterhub.hub.webhooks.address import parse_address
from exporterhub.hub.webhooks.custom import check_custom
from exporterhub.hub.webhooks.event import KINDS
from exporterhub.hub.webhooks.model import CUSTOM, Webhook
from exporterhub.hub.webhooks.templates import names

__all__ = ["add", "checked", "checked_template", "find", "list_webhooks", "remove", "webhook_of"]

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", re.ASCII)
_LONGEST_SECRET = 1024


def checked(hook: Webhook, known: Container[str] | None = None) -> Webhook:
    """The webhook, fit to be added. ``known`` are the slugs of the catalog. Raises BadInput for what is not."""
    if not _NAME.fullmatch(hook.name):
        raise BadInput(
            f"{hook.name[:80]!r} is no name of a webhook",
            remedy="use lower-case letters, digits and hyphens: team-chat",
        )
    parse_address(hook.url, allow_http=hook.allow_http)
    checked_template(hook)
    if len(hook.secret) > _LONGEST_SECRET or not _is_plain(hook.secret):
        raise BadInput(
            f"the secret is longer than {_LONGEST_SECRET} characters, or no text", remedy="32 random letters are enough"
        )
    _check_slugs(hook.slugs, known)
    return hook


def checked_template(hook: Webhook) -> Webhook:
    """The webhook, fit to be previewed: its template and its events, whatever else is wrong. Raises BadInput."""
    if hook.template not in (*names(), CUSTOM):
        raise BadInput(f"there is no template {hook.template[:80]!r}", remedy=f"use {', '.join(names())} or {CUSTOM}")
    if not hook.events:
        raise BadInput("a webhook needs an event", remedy=f"choose {' or '.join(KINDS)}, or both")
    unknown = [kind for kind in hook.events if kind not in KINDS]
    if unknown:
        raise BadInput(f"there is no event {unknown[0][:80]!r}", remedy=f"choose {' or '.join(KINDS)}, or both")
    if not _is_plain(hook.body):
        raise BadInput("the template holds characters that no text has", remedy="save it as UTF-8")
    if hook.template == CUSTOM:
        check_custom(hook.body, hook.events)
    elif hook.body.strip():
        raise BadInput(f"a template of your own is given, and {hook.template} too", remedy=f"choose {CUSTOM} for it")
    return hook


def add(state: State, hook: Webhook, now: float, known: Container[str] | None = None) -> Webhook:
    """Keep a webhook. Raises BadInput for one that ``checked`` refuses, and for a name that is taken."""
    checked(hook, known)
    values: dict[str, Any] = {
        "name": hook.name,
        "url": parse_address(hook.url, allow_http=hook.allow_http),
        "allow_http": hook.allow_http,
        "template": hook.template,
        "body": hook.body,
        "events": list(hook.events),
        "slugs": list(hook.slugs),
        "secret": hook.secret,
        "created_at": now,
    }
    try:
        with state.write() as connection:
            connection.execute(insert(webhooks).values(values))
    except IntegrityError as error:
        raise BadInput(
            f"there is a webhook {hook.name!r} already", remedy="remove that one first, or choose another name"
        ) from error
    return find(state, hook.name)


def list_webhooks(state: State) -> list[Webhook]:
    """All webhooks, by name."""
    with state.read() as connection:
        return [webhook_of(row) for row in connection.execute(_selected().order_by(webhooks.c.name))]


def find(state: State, name: str) -> Webhook:
    """The webhook of this name. Raises BadInput where there is none."""
    with state.read() as connection:
        # What is no name is not asked for: PostgreSQL does not even compare with some texts.
        asked = _selected().where(webhooks.c.name == name) if _NAME.fullmatch(name) else None
        row = None if asked is None else connection.execute(asked).first()
        if row is None:
            raise _unknown(connection, name)
    return webhook_of(row)


def remove(state: State, name: str) -> None:
    """Forget a webhook and its deliveries. Raises BadInput where there is none of this name."""
    with state.write() as connection:
        gone = delete(webhooks).where(webhooks.c.name == name)
        if not _NAME.fullmatch(name) or not connection.execute(gone).rowcount:
            raise _unknown(connection, name)


def webhook_of(row: Row[Any]) -> Webhook:
    """A webhook from a row of its table; ``waiting`` where the row has it."""
    values = dict(row._mapping)
    values["events"] = tuple(values["events"])
    values["slugs"] = tuple(values["slugs"])
    return Webhook(**values)


def _selected() -> Select[Any]:
    waiting = (
        select(func.count())
        .where(webhook_deliveries.c.webhook_id == webhooks.c.id, webhook_deliveries.c.due_at.is_not(None))
        .scalar_subquery()
        .label("waiting")
    )
    return select(webhooks, waiting)


def _is_plain(text: str) -> bool:
    """Whether a database can keep it: PostgreSQL's text has no NUL, and UTF-8 no lone surrogates."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _unknown(connection: Connection, name: str) -> BadInput:
    there = connection.scalars(select(webhooks.c.name).order_by(webhooks.c.name)).all()
    remedy = f"there are: {', '.join(there)}" if there else "there are none yet: `exporterhub webhook add` makes one"
    return BadInput(f"there is no webhook {name[:80]!r}", remedy=remedy)


def _check_slugs(slugs: Sequence[str], known: Container[str] | None) -> None:
    for slug in slugs:
        if known is not None and slug not in known:
            raise BadInput(
                f"the catalog has no entry {slug[:80]!r}", remedy="`exporterhub search` finds how it is called"
            )

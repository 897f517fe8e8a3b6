"""Deliveries in the database: claimed by one process at a time, finished by whoever claimed them, kept for a while.

A claim is a lease. While it lasts nobody else takes the delivery, nor another one of the same webhook, so a receiver
gets one at a time; when its process dies, the lease ends by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, case, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from exporterhub.errors import BadInput
from exporterhub.hub.state import State
from exporterhub.hub.state.tables import webhook_deliveries, webhook_events, webhooks
from exporterhub.hub.webhooks.event import Event, read_event
from exporterhub.hub.webhooks.model import Delivery, Webhook
from exporterhub.hub.webhooks.outcome import Outcome
from exporterhub.hub.webhooks.registry import webhook_of
from exporterhub.hub.webhooks.retry import LEASE, next_try

__all__ = ["Claim", "claim", "delivery", "finish", "next_due", "prune", "recent", "record_test"]

KEPT = 90 * 86_400.0
"""Seconds for which deliveries that are done are kept."""
_rows = webhook_deliveries.c


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is this process's until its lease ends; ``tries`` counts this one."""

    id: int
    owner: str
    tries: int
    webhook: Webhook
    event: Event


def next_due(state: State) -> float | None:
    """When the next delivery can be claimed, in seconds since 1970; None where none waits."""
    free = case((_rows.lease_until > _rows.due_at, _rows.lease_until), else_=_rows.due_at)
    with state.read() as connection:
        due: float | None = connection.scalar(select(func.min(free)).where(_rows.due_at.is_not(None)))
    return due


def claim(state: State, owner: str, now: float) -> Claim | None:
    """Take the delivery that is due first, or None. ``owner`` names the claim; no two may have the same."""
    other = webhook_deliveries.alias()
    busy = select(other.c.id).where(other.c.webhook_id == _rows.webhook_id, other.c.lease_until > now).exists()
    free = or_(_rows.lease_until.is_(None), _rows.lease_until <= now)
    first = (
        select(_rows.id)
        .where(_rows.due_at <= now, free, ~busy)
        .order_by(_rows.due_at, _rows.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # PostgreSQL; SQLite has one writer at a time
        .scalar_subquery()
    )
    taken = (
        update(webhook_deliveries)
        .where(_rows.id == first, free)
        .values(lease_until=now + LEASE, lease_by=owner, tries=_rows.tries + 1)
        .returning(_rows.id, _rows.tries, _rows.webhook_id, _rows.event_id)
    )
    with state.write() as connection:
        row = connection.execute(taken).first()
        if row is None:
            return None
        hook = connection.execute(select(webhooks).where(webhooks.c.id == row.webhook_id)).one()
        document = connection.scalars(
            select(webhook_events.c.document).where(webhook_events.c.id == row.event_id)
        ).one()
    return Claim(row.id, owner, row.tries, webhook_of(hook), read_event(document))


def finish(state: State, claimed: Claim, outcome: Outcome, now: float) -> None:
    """Write down what came of a try, and when the next one is. A claim whose lease has passed on changes nothing."""
    again = None
    if not outcome.ok and not outcome.final:
        again = next_try(claimed.tries, now, outcome.status, outcome.retry_after)
    result = "sent" if outcome.ok else "waiting" if again is not None else "given-up"
    kept = (
        update(webhook_deliveries)
        .where(_rows.id == claimed.id, _rows.lease_by == claimed.owner)
        .values(due_at=again, lease_until=None, lease_by=None, result=result, tried_at=now, **_said(outcome))
    )
    with state.write() as connection:
        if not connection.execute(kept).rowcount:
            return
        _note(connection, claimed.webhook.id, outcome, now)
        if outcome.retry_after and again is not None:
            later = (_rows.webhook_id == claimed.webhook.id, _rows.due_at < now + outcome.retry_after)
            connection.execute(update(webhook_deliveries).where(*later).values(due_at=now + outcome.retry_after))


def record_test(state: State, hook: Webhook, event: Event, outcome: Outcome, now: float) -> int:
    """Keep what came of a test, which is tried once; returns the delivery's id.

    Raises BadInput where the webhook was removed while it was sent.
    """
    values = {
        "webhook_id": hook.id,
        "event_id": event.id,
        "result": "sent" if outcome.ok else "given-up",
        "tries": 1,
        "tried_at": now,
        **_said(outcome),
    }
    try:
        with state.write() as connection:
            connection.execute(insert(webhook_events).values(id=event.id, at=now, document=event.model_dump_json()))
            made = connection.scalars(insert(webhook_deliveries).values(values).returning(_rows.id)).one()
            _note(connection, hook.id, outcome, now)
    except IntegrityError as error:
        raise BadInput(f"the webhook {hook.name!r} was removed meanwhile", remedy="add it again") from error
    return int(made)


def recent(state: State, name: str = "", *, limit: int = 20) -> list[Delivery]:
    """The latest deliveries, of one webhook where ``name`` is given: those that wait first, then the newest."""
    chosen = _selected().order_by(_rows.due_at.is_(None), _rows.tried_at.desc().nulls_first(), _rows.id.desc())
    if name:
        chosen = chosen.where(webhooks.c.name == name)
    with state.read() as connection:
        return [_delivery(row) for row in connection.execute(chosen.limit(limit))]


def delivery(state: State, number: int) -> Delivery | None:
    """The delivery of this id, if it is still kept."""
    with state.read() as connection:
        row = connection.execute(_selected().where(_rows.id == number)).first()
    return _delivery(row) if row else None


def prune(state: State, now: float) -> None:
    """Forget deliveries that were done long ago, and events that nobody needs any more."""
    old = now - KEPT
    with state.write() as connection:
        connection.execute(delete(webhook_deliveries).where(_rows.due_at.is_(None), _rows.tried_at < old))
        used = select(_rows.id).where(_rows.event_id == webhook_events.c.id).exists()
        connection.execute(delete(webhook_events).where(webhook_events.c.at < old, ~used))


def _said(outcome: Outcome) -> dict[str, Any]:
    return {
        "status": outcome.status,
        "seconds": outcome.seconds,
        "answer": outcome.answer.replace("\0", ""),  # PostgreSQL's text has no such character
        "problem": outcome.problem.replace("\0", ""),
    }


def _note(connection: Connection, webhook_id: int, outcome: Outcome, now: float) -> None:
    """Note at the webhook whether it works."""
    change = update(webhooks).where(webhooks.c.id == webhook_id)
    if outcome.ok:
        connection.execute(change.values(succeeded_at=now, failing_since=None))
    else:
        connection.execute(change.where(webhooks.c.failing_since.is_(None)).values(failing_since=now))


def _selected() -> Select[Any]:
    return (
        select(
            _rows.id,
            webhooks.c.name.label("webhook"),
            webhook_events.c.document,
            _rows.result,
            _rows.tries,
            _rows.due_at,
            _rows.tried_at,
            _rows.status,
            _rows.seconds,
            _rows.answer,
            _rows.problem,
        )
        .join(webhooks, webhooks.c.id == _rows.webhook_id)
        .join(webhook_events, webhook_events.c.id == _rows.event_id)
    )


def _delivery(row: Any) -> Delivery:
    values = dict(row._mapping)
    return Delivery(event=read_event(values.pop("document")), **values)

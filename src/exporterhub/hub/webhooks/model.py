"""Webhooks and deliveries, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from exporterhub.hub.webhooks.address import host_of
from exporterhub.hub.webhooks.event import KINDS, Event, Kind

__all__ = ["CUSTOM", "Delivery", "Result", "Standing", "Webhook", "moment"]

CUSTOM = "custom"
"""The template that an operator wrote."""
Result = Literal["waiting", "sent", "given-up"]
Standing = Literal["new", "fine", "failing"]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where events are sent, and how. ``slugs`` empty means those of every entry; ``secret`` empty means unsigned.

    Neither ``url`` nor ``secret`` is shown to anybody. ``body`` is the text of a custom template.
    """

    name: str
    url: str = field(repr=False)
    template: str = "json"
    body: str = field(default="", repr=False)
    events: tuple[Kind, ...] = KINDS
    slugs: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)
    allow_http: bool = False
    id: int = 0
    created_at: float = 0.0
    succeeded_at: float | None = None
    failing_since: float | None = None
    waiting: int = 0

    @property
    def host(self) -> str:
        """What is shown of the address."""
        return host_of(self.url)

    @property
    def standing(self) -> Standing:
        """``failing`` from the first failed try after a success until the next success."""
        if self.failing_since is not None:
            return "failing"
        return "new" if self.succeeded_at is None else "fine"

    def wants(self, event: Event) -> bool:
        """Whether an event is to be sent there."""
        return event.event in self.events and (not self.slugs or event.slug in self.slugs)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, without anything secret."""
        return {
            "name": self.name,
            "host": self.host,
            "template": self.template,
            "events": list(self.events),
            "slugs": list(self.slugs),
            "signed": bool(self.secret),
            "standing": self.standing,
            "failing_since": moment(self.failing_since),
            "succeeded_at": moment(self.succeeded_at),
            "created_at": moment(self.created_at),
            "waiting": self.waiting,
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way to a webhook, or what became of it. Times are seconds since 1970, ``seconds`` a duration."""

    id: int
    webhook: str
    event: Event
    result: Result
    tries: int
    due_at: float | None
    tried_at: float | None
    status: int
    seconds: float
    answer: str
    problem: str

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "webhook": self.webhook,
            "event": self.event.event,
            "event_id": self.event.id,
            "slug": self.event.slug,
            "test": self.event.test,
            "result": self.result,
            "tries": self.tries,
            "due_at": moment(self.due_at),
            "tried_at": moment(self.tried_at),
            "status": self.status or None,
            "seconds": round(self.seconds, 3),
            "answer": self.answer,
            "problem": self.problem,
        }


def moment(seconds: float | None) -> str | None:
    """Seconds since 1970 as a time of ISO 8601 in UTC, to the second."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

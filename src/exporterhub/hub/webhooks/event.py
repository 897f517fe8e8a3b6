"""What webhooks tell: the documents that are sent, and a made-up one of each for previews and tests.

The template ``json`` sends a document as it is; its schema is ``docs/schema/webhook-event.json``.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import ConfigDict, Field, TypeAdapter

from exporterhub.catalog.models import Tier
from exporterhub.hub.documents.base import Document

__all__ = ["KINDS", "Event", "Kind", "ReleaseEvent", "TierEvent", "as_json", "event_schema", "read_event", "sample"]

Kind = Literal["release", "tier"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_SAMPLE_TIME = datetime(2026, 1, 1, tzinfo=UTC)


class _Told(Document):
    """What all events have."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)

    id: str = Field(description="Names the event; the same in every try, so that a receiver can drop what it has")
    test: bool = Field(False, description="A sample that an operator sent, not something that happened")
    at: datetime = Field(description="When the hub noticed it")
    slug: str = Field(description="Names the entry in addresses")
    name: str = Field(description="The exporter's name")
    link: str = Field("", description="The entry's page; empty where the hub does not know its public address")


class ReleaseEvent(_Told):
    """The catalog newly has a recorded version of an exporter."""

    event: Literal["release"] = "release"
    version: str
    previous: str | None = Field(None, description="The newest recorded version until then, if there was one")
    newest: bool = Field(True, description="Whether it is newer than that one; an older version may be recorded later")


class TierEvent(_Told):
    """An entry's tier rose or fell."""

    event: Literal["tier"] = "tier"
    from_: Tier = Field(alias="from", description="The tier until then")
    to: Tier = Field(description="The tier now")
    rose: bool
    missing: list[str] = Field([], description="What the entry lacks for the next tier")


Event = ReleaseEvent | TierEvent
_ADAPTER: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="event")])


def read_event(text: str) -> Event:
    """The event in a JSON text that ``as_json`` made."""
    return _ADAPTER.validate_json(text)


def as_json(event: Event) -> Mapping[str, Any]:
    """The event as JSON has it; ``event`` and ``id`` come first."""
    data = event.model_dump(mode="json")
    return {"event": data.pop("event"), **data}


def event_schema() -> dict[str, Any]:
    """The JSON Schema of what the template ``json`` sends."""
    schema = _ADAPTER.json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What the hub's webhooks send with the template json",
        **schema,
    }


def sample(kind: Kind, *, public_url: str = "", at: datetime = _SAMPLE_TIME) -> Event:
    """A made-up event that is marked as a test."""
    told: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "test": True,
        "at": at,
        "slug": "redis",
        "name": "Redis Exporter",
        "link": f"{public_url.rstrip('/')}/exporters/redis" if public_url else "",
    }
    if kind == "release":
        return ReleaseEvent(**told, version="1.70.0", previous="1.69.0")
    missing = ["the alert RedisDown was not seen to fire"]
    return TierEvent(**told, from_="covered", to="verified", rose=True, missing=missing)

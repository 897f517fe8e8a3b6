"""The event as it is, for programs of your own; the schema is docs/schema/webhook-event.json."""

from __future__ import annotations

from exporterhub.hub.webhooks.event import Event, as_json
from exporterhub.hub.webhooks.templates._rendered import Rendered, json_body

__all__ = ["render"]


def render(event: Event) -> Rendered:
    """The document."""
    return json_body(as_json(event))

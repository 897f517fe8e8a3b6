"""A workflow of Microsoft Teams that posts what its webhook receives, as an adaptive card."""

from __future__ import annotations

from typing import Any

from exporterhub.hub.webhooks import message
from exporterhub.hub.webhooks.event import Event
from exporterhub.hub.webhooks.templates._rendered import Rendered, backslashed, json_body

__all__ = ["render"]

_SPECIAL = "\\*_[]()"


def render(event: Event) -> Rendered:
    """Title, facts, and a button that leads to the entry."""
    facts = [{"title": name, "value": backslashed(value, _SPECIAL)} for name, value in message.facts(event)]
    title = backslashed(message.title(event), _SPECIAL)
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "size": "Medium", "weight": "Bolder", "wrap": True, "text": title},
            {"type": "FactSet", "facts": facts},
        ],
    }
    if event.link:
        card["actions"] = [{"type": "Action.OpenUrl", "title": "Open the entry", "url": event.link}]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return json_body({"type": "message", "attachments": [attachment]})

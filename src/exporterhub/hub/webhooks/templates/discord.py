"""A webhook of a Discord channel."""

from __future__ import annotations

from exporterhub.hub.webhooks import message
from exporterhub.hub.webhooks.event import Event
from exporterhub.hub.webhooks.templates._rendered import Rendered, backslashed, json_body

__all__ = ["render"]

_SPECIAL = "\\*_~`|>[]()#"
_TITLE, _TEXT = 256, 4096
"""The most characters that Discord takes."""


def render(event: Event) -> Rendered:
    """One embed; nobody is mentioned whatever the text says."""
    embed = {
        "title": message.title(event)[:_TITLE],
        "description": backslashed(message.text(event), _SPECIAL)[:_TEXT],
        "timestamp": event.at.isoformat(),
    }
    if event.link:
        embed["url"] = event.link
    return json_body({"embeds": [embed], "allowed_mentions": {"parse": []}})

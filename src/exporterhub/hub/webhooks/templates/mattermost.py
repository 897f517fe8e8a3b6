"""An incoming webhook of Mattermost (Rocket.Chat takes the same)."""

from __future__ import annotations

from exporterhub.hub.webhooks import message
from exporterhub.hub.webhooks.event import Event
from exporterhub.hub.webhooks.templates._rendered import Rendered, backslashed, json_body

__all__ = ["render"]

_SPECIAL = "\\*_~`|<>[]()#!"
_NOBODY = "@\u200b"
"""An at sign that mentions nobody: the name after it is parted from it by a space without width."""


def render(event: Event) -> Rendered:
    """Markdown, the title a link where there is one."""
    title, text = (_escaped(part) for part in (message.title(event), message.text(event)))
    head = f"**[{title}]({event.link})**" if event.link else f"**{title}**"
    return json_body({"text": f"{head}\n{text}"})


def _escaped(text: str) -> str:
    return backslashed(text, _SPECIAL).replace("@", _NOBODY)

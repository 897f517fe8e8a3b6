"""An incoming webhook of Slack."""

from __future__ import annotations

from exporterhub.hub.webhooks import message
from exporterhub.hub.webhooks.event import Event
from exporterhub.hub.webhooks.templates._rendered import Rendered, json_body

__all__ = ["render"]

# Slack's mrkdwn takes these three as markup; escaped, neither a link nor a mention of everybody can be slipped in.
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render(event: Event) -> Rendered:
    """``text`` for notifications, and a section for those who look."""
    title, text = message.title(event).translate(_ESCAPES), message.text(event).translate(_ESCAPES)
    # A title in asterisks is bold only while it holds none itself, and a link's text ends at a bar.
    plain = title.replace("*", "").replace("|", "/")
    head = f"*<{event.link.translate(_ESCAPES)}|{plain}>*" if event.link else f"*{plain}*"
    section = {"type": "section", "text": {"type": "mrkdwn", "text": f"{head}\n{text}"}}
    return json_body({"text": f"{title}. {text}", "blocks": [section]})

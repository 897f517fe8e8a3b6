"""A topic of ntfy: plain text, with title, link and tags in headers."""

from __future__ import annotations

from email.charset import QP, Charset

from exporterhub.hub.webhooks import message
from exporterhub.hub.webhooks.event import Event, TierEvent
from exporterhub.hub.webhooks.templates._rendered import Rendered

__all__ = ["render"]

_UTF8 = Charset("utf-8")
_UTF8.header_encoding = QP


def render(event: Event) -> Rendered:
    """The text as the body."""
    fell = isinstance(event, TierEvent) and not event.rose
    headers = {"Title": _header(message.title(event)), "Tags": "warning" if fell else "package"}
    if event.link:
        headers["Click"] = _header(event.link)
    return Rendered(message.text(event).encode(), "text/plain; charset=utf-8", headers)


def _header(text: str) -> str:
    """ASCII on one line; what is not ASCII as an encoded word (RFC 2047), which ntfy reads since 2.4."""
    line = " ".join(text.split())
    return line if line.isascii() and line.isprintable() else _UTF8.header_encode(line)

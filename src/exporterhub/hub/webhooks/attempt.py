"""One try: an event becomes a body, the body is signed and sent."""

from __future__ import annotations

from collections.abc import Mapping

import exporterhub
from exporterhub.errors import BadInput
from exporterhub.hub.webhooks.custom import render_custom
from exporterhub.hub.webhooks.event import Event
from exporterhub.hub.webhooks.model import CUSTOM, Webhook
from exporterhub.hub.webhooks.outcome import Outcome
from exporterhub.hub.webhooks.post import post
from exporterhub.hub.webhooks.signing import sign
from exporterhub.hub.webhooks.templates import Rendered, render

__all__ = ["attempt", "rendered"]


def rendered(hook: Webhook, event: Event) -> Rendered:
    """What the webhook's template makes of an event. Raises BadInput for a custom one that cannot."""
    return render_custom(hook.body, event) if hook.template == CUSTOM else render(hook.template, event)


def attempt(hook: Webhook, event: Event, now: float) -> Outcome:
    """Send an event to a webhook. Nothing is raised for what goes wrong: the outcome says it."""
    try:
        made = rendered(hook, event)
    except BadInput as error:
        return Outcome(problem=f"{error.message}; {error.remedy}", final=True)
    return post(hook.url, made.body, _headers(hook, event, made, int(now)), secret=hook.secret)


def _headers(hook: Webhook, event: Event, made: Rendered, timestamp: int) -> Mapping[str, str]:
    headers = {
        **made.headers,
        "Content-Type": made.media_type,
        "User-Agent": f"ExporterHub/{exporterhub.__version__}",
        "Accept-Encoding": "identity",
        "X-ExporterHub-Event": event.event,
        "X-ExporterHub-Event-Id": event.id,
        "X-ExporterHub-Timestamp": str(timestamp),
    }
    if hook.secret:
        headers["X-ExporterHub-Signature"] = sign(hook.secret, timestamp, made.body)
    return headers

"""An event in words, for the templates of chat programs."""

from __future__ import annotations

from exporterhub.hub.documents.tiers import next_tier
from exporterhub.hub.webhooks.event import Event, ReleaseEvent, TierEvent

__all__ = ["facts", "text", "title"]


def title(event: Event) -> str:
    """One line."""
    if isinstance(event, ReleaseEvent):
        said = f"{event.name} {event.version} is recorded"
    else:
        said = f"{event.name} is {event.to} now"
    return f"Test: {said}" if event.test else said


def text(event: Event) -> str:
    """A sentence or two."""
    return _release(event) if isinstance(event, ReleaseEvent) else _tier(event)


def facts(event: Event) -> list[tuple[str, str]]:
    """What a card lists under the title."""
    if isinstance(event, ReleaseEvent):
        return [("Version", event.version), ("Newest before", event.previous or "none")]
    lacks = [(f"Lacks for {next_tier(event.to)}", "; ".join(event.missing))] if event.missing else []
    return [("Tier", event.to), ("Before", event.from_), *lacks]


def _release(event: ReleaseEvent) -> str:
    if event.previous is None:
        return "It is the first version that the catalog has a recording of."
    if event.newest:
        return f"The newest recorded version before was {event.previous}."
    return f"It is an older version; the newest that is recorded stays {event.previous}."


def _tier(event: TierEvent) -> str:
    moved = f"Its tier {'rose' if event.rose else 'fell'} from {event.from_} to {event.to}."
    if not event.missing:
        return moved
    return f"{moved} For {next_tier(event.to)} it lacks: {'; '.join(event.missing)}."

"""What the tiers mean. They are computed from an entry's files, never declared."""

from __future__ import annotations

from exporterhub.catalog.models import Tier
from exporterhub.messages import say

__all__ = ["ORDER", "TIERS", "next_tier"]

TIERS: dict[Tier, tuple[str, tuple[str, ...]]] = {
    "listed": (
        say("The facts are known: what it monitors, who maintains it, how to get it."),
        (say("exporter.yaml with checked facts"),),
    ),
    "covered": (
        say("There is something to take home."),
        (say("a guide for the service's side"), say("alert rules"), say("a dashboard")),
    ),
    "verified": (
        say("Every metric and every label that a rule or a panel reads was seen on a page of the real exporter."),
        (
            say("recordings of the real exporter"),
            say("evidence for every rule and panel, newer than the last change"),
        ),
    ),
    "proven": (
        say("Every alert kept quiet on the healthy service, and fired when the service was broken on purpose."),
        (
            say("every alert quiet on a healthy run"),
            say("every alert fired by a fault in the lab, or by a unit test"),
        ),
    ),
}
ORDER: tuple[Tier, ...] = tuple(TIERS)


def next_tier(tier: Tier) -> Tier | None:
    """The tier after this one, or None."""
    position = ORDER.index(tier) + 1
    return ORDER[position] if position < len(ORDER) else None

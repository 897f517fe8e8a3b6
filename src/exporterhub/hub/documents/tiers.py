"""What the tiers mean. They are computed from an entry's files, never declared."""

from __future__ import annotations

from exporterhub.catalog.models import Tier

__all__ = ["ORDER", "TIERS", "next_tier"]

TIERS: dict[Tier, tuple[str, tuple[str, ...]]] = {
    "listed": (
        "The facts are known: what it monitors, who maintains it, how to get it.",
        ("exporter.yaml with checked facts",),
    ),
    "covered": (
        "There is something to take home.",
        ("a guide for the service's side", "alert rules", "a dashboard"),
    ),
    "verified": (
        "Every metric and every label that a rule or a panel reads was seen on a page of the real exporter.",
        ("recordings of the real exporter", "evidence for every rule and panel, newer than the last change"),
    ),
    "proven": (
        "Every alert kept quiet on the healthy service, and fired when the service was broken on purpose.",
        ("every alert quiet on a healthy run", "every alert fired by a fault in the lab, or by a unit test"),
    ),
}
ORDER: tuple[Tier, ...] = tuple(TIERS)


def next_tier(tier: Tier) -> Tier | None:
    """The tier after this one, or None."""
    position = ORDER.index(tier) + 1
    return ORDER[position] if position < len(ORDER) else None

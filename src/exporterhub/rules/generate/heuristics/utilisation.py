"""Shares that the exporter computes itself: ratios and percentages of what is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Idea
from .._shapes import Words, beyond, named
from .._subject import Level, Seen, Subject
from .._text import spaced

RANK = 25
_USED = re.compile(
    r"(^|_)(used|usage|utili[sz]ation|util|full|fullness|saturation|busy|fd|occupancy|load_percent|memory|disk)(_|$)"
)
_FREE = re.compile(r"(^|_)(free|idle|available|avail|remaining|hit|hits)(_|$)")


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each share of something used."""
    for seen in subject.levels():
        if (
            seen.unit in ("ratio", "percent")
            and _USED.search(seen.name)
            and not _FREE.search(seen.name)
            and seen.values
        ):
            yield _idea(subject, seen)


def _idea(subject: Subject, seen: Seen) -> Idea | Decline:
    of = 100.0 if seen.unit == "percent" else 1.0
    if not all(0 <= value <= of for value in seen.values):
        return Decline(seen.family, f"{seen.name} goes beyond {of:g}, so it is no share of a whole")
    scaled = seen.name if of == 1 else f"{seen.name} / 100"
    level = subject.share(scaled, 0.9)
    if level is None or seen.most > level.value * of:
        return Decline(seen.family, f"{seen.name} is near {of:g} in ordinary hours: it seems to be meant to")
    level = Level(round(level.value * of, 4), level.guess, level.basis)
    words = Words(
        named(seen.name, "High"),
        f"{spaced(seen.name)} is {seen.shown}",
        "Nearly all of it is used. See who uses so much; free it, or add to it.",
        say("%(metric)s is a share of something that is used up at %(of)s.", metric=seen.name, of=f"{of:g}"),
    )
    return beyond(seen, ">", level, words, minutes=15, bad=level.value + (of - level.value) / 2)

"""What is free against the whole: space, memory, inodes, addresses."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Idea
from .._pairs import Pair, pairs_of
from .._shapes import ending, named, summary
from .._story import below, story
from .._subject import Subject
from .._text import number, spaced

RANK = 21
_SHARE, _MINUTES = 0.1, 15


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each pair of free and whole."""
    pairs = pairs_of(subject)
    for family, name in subject.memo.get("instead", {}).items():
        yield Decline(family, f"what is available is beside {name}, and tells more: what is not free may be cache")
    for pair in pairs:
        if pair.free and pair.part.family not in subject.taken:
            yield _idea(subject, pair)


def _idea(subject: Subject, pair: Pair) -> Idea | Decline:
    part, whole = pair.part, pair.whole
    level = subject.share(pair.expr, _SHARE, down=True)
    if level is None or min(pair.shares) < level.value:
        where = "in ordinary hours" if level is None else f"on this page ({min(pair.shares):.1%})"
        return Decline(part.family, f"so little of {whole.name} is free {where} that it seems to be meant to")
    bad, calm = round(level.value / 2, 6), round(level.value * 1.2, 6)
    lanes = pair.lanes(calm, bad)
    return Idea(
        named(part.name, "Low"),
        f"{pair.expr} < {number(level.value)}",
        _MINUTES,
        "warning",
        summary(f"Only {{{{ $value | humanizePercentage }}}} of {spaced(whole.name)} is left", pair.kept),
        f"When nothing is left, work that needs it fails. See what takes it; free some, or add to it. {ending(part)}",
        say("%(part)s is what is left of %(whole)s.", part=part.name, whole=whole.name),
        (part.family, whole.family),
        (
            story(lanes, pair.labels, bad, minutes=_MINUTES),
            below(lanes, minutes=_MINUTES),
        ),
        level.guess,
        level.basis,
    )

"""What is used against its limit: connections, memory, files, slots, with the limit beside it on the same page."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Idea
from .._pairs import Pair, pairs_of, shares_in_words
from .._shapes import ending, named, summary
from .._story import below, story
from .._subject import Subject
from .._text import number, spaced

RANK = 20
_SHARE, _MINUTES = 0.9, 15


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each pair of used and limit."""
    for pair in pairs_of(subject):
        if not pair.free and pair.part.family not in subject.taken:
            yield _idea(subject, pair)


def _idea(subject: Subject, pair: Pair) -> Idea | Decline:
    part, whole = pair.part, pair.whole
    level = subject.share(pair.expr, _SHARE)
    if level is None or max(pair.shares) > level.value:
        where = "in ordinary hours" if level is None else f"on this page ({shares_in_words(pair.shares)})"
        return Decline(part.family, f"{part.name} stands at its limit {whole.name} {where}: it seems to be meant to")
    bad, calm = round(level.value + (1 - level.value) / 2, 6), round(level.value * 0.95, 6)
    lanes = pair.lanes(calm, bad)
    return Idea(
        named(part.name, "NearLimit", "used", "usage", "current"),
        f"{pair.expr} > {number(level.value)}",
        _MINUTES,
        "warning",
        summary(f"{spaced(part.name)} is at {{{{ $value | humanizePercentage }}}} of its limit", pair.kept),
        f"At the limit, which {whole.name} tells, work is refused or waits. See who uses so much; free it, or raise "
        f"the limit. {ending(part)}",
        say("%(part)s is what is used, and %(whole)s what there can be at most.", part=part.name, whole=whole.name),
        (part.family, whole.family),
        (
            story(lanes, pair.labels, bad, minutes=_MINUTES),
            below(lanes, minutes=_MINUTES),
        ),
        level.guess,
        level.basis,
    )

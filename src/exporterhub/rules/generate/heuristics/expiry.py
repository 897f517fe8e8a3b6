"""Certificates, tokens and licences that expire: two weeks before, or sooner where they live shorter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Idea
from .._shapes import Words, beyond, ending, named, summary
from .._story import Lane, below, story, target
from .._subject import Level, Seen, Subject, which
from .._text import number, spaced

RANK = 38
_END = re.compile(
    r"not_?after|expir(y|es|ation|e_time|ing_at)|valid_until|valid_to(_|$)|cert\w*_end(_|$)|end_of_life|_eol_"
)
_NOT = re.compile(r"expired_|expire_logs|expirations|_ttl|expire_cycle|keys_expir")
_PER = {"seconds": 1.0, "minutes": 60.0, "hours": 3_600.0, "days": 86_400.0}
_TWO_WEEKS, _HOUR, _MINUTES = 14 * 86_400.0, 3_600.0, 30


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each end of validity, told as a time or as what is left until then."""
    for seen in subject.levels():
        if not _END.search(seen.name) or _NOT.search(seen.name) or not seen.values:
            continue
        if seen.is_moment and any(seen.values):
            yield _moment(subject, seen)
        elif seen.unit in _PER and max(seen.values) < 1e9:
            yield _left(seen)
        else:
            yield Decline(seen.family, f"{seen.name} sounds like an end of validity, but its values are no time")


def _level(lifetimes: list[float]) -> Level:
    """Two weeks before the end; a third of what is left where that is less."""
    living = [left for left in lifetimes if left > 0]
    shortest = min(living, default=0.0)
    if living and shortest / 3 < _TWO_WEEKS:
        step = 60.0 if shortest < 12 * _HOUR else _HOUR
        return Level(max(shortest / 3 // step * step, step), guess=say("a third of what is left on the page"))
    return Level(_TWO_WEEKS, guess=say("two weeks are enough to renew it; what renews by itself does so earlier"))


def _moment(subject: Subject, seen: Seen) -> Idea:
    level = _level([value - subject.now for value in seen.values] if subject.now else [])
    labels = target(seen.example())
    bad, calm = level.value * 0.7, level.value * 1.2 + 3 * _HOUR
    lane = Lane(seen.name, labels, calm, bad + 3_600)
    one = story([lane], labels, 0, minutes=_MINUTES)
    minute = one.fires[0].minute
    fires = one.fires[0]._replace(value=bad + 3_600 - minute * 60)
    return Idea(
        named(seen.name, "ExpiresSoon", "timestamp", "time", "expiry", "expires", "expiration", "expire", "date"),
        f"{seen.name} - time() < {number(level.value)}\n  and {seen.name} > 0",
        _MINUTES,
        "warning",
        summary(f"{spaced(_stem(seen))} ends in {{{{ $value | humanizeDuration }}}}", which(seen)),
        f"After that it is refused. Renew it, and see why what renews it by itself has not. {ending(seen)}",
        say("%(metric)s is the time at which something stops being valid.", metric=seen.name),
        (seen.family,),
        (
            one.__class__(one.title, one.series, (fires,), one.quiet),
            below([lane], minutes=_MINUTES, title="there is time left"),
            below([lane._replace(calm=0)], minutes=_MINUTES, title="there is none"),
        ),
        level.guess,
        level.basis,
    )


def _stem(seen: Seen) -> str:
    return re.sub(r"_?(timestamp|time)?(_seconds)?$", "", seen.name) or seen.name


def _left(seen: Seen) -> Idea:
    per = _PER[seen.unit]
    level = _level([value * per for value in seen.values])
    level = level._replace(value=level.value / per)
    words = Words(
        named(seen.name, "ExpiresSoon", "days", "hours", "left", "in", "expires"),
        f"{spaced(_stem(seen))} is {seen.shown}",
        "After that it is refused. Renew it, and see why what renews it by itself has not.",
        say("%(metric)s is the time that is left until something stops being valid.", metric=seen.name),
    )
    return beyond(seen, "<", level, words, minutes=_MINUTES)

"""What has to happen again and again: the time of its last success, or how long ago that was.

A time that only tells of a start, a failure or a change of the configuration says nothing about being late.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Firing, Idea, Scenario
from .._shapes import Words, beyond, ending, named, summary
from .._story import flat, target
from .._subject import Level, Seen, Subject, which
from .._text import number, round_time, selector, spaced

RANK = 40
_AGAIN = re.compile(
    r"success|succeeded|backup|snapshot|sync|heartbeat|archiv|replay|completed|completion|finished|checkpoint|"
    r"last_(run|update|updated|seen|io|msg|message|poll|collect|collection|fetch|import|export|push|save|vacuum|analyze|"
    r"write|contact|refresh|login_check|scan|scrub|receive|received)|push_time|mtime"
)
_ONCE = re.compile(
    r"config|reload|start|boot|created|build|reset|change|fail|error|expir|not_after|not_before|session|vacuum|analyze|"
    r"idle|spike|slow|cached"
)
_AGO = re.compile(r"(^|_)(age|ago|since|last)(_|$)")
_RARE = re.compile(r"backup|archiv|snapshot|scrub|mtime|push|run|complet|finish|success|save")
_OFTEN = re.compile(r"heartbeat|_io|msg|message|contact|replay|receiv|sync")
_DAY, _HOUR, _FEW_MINUTES = 86_400, 3_600, 300
_MINUTES = 10


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each such time or age."""
    for seen in subject.free("gauge", "counter", "untyped", "unknown"):
        if not _AGAIN.search(seen.name) or not seen.values:
            continue
        if seen.is_moment and not (seen.type == "counter" and not any(seen.values)):
            if not _ONCE.search(seen.name):
                yield _moment(subject, seen)
            elif any(seen.values):
                yield Decline(seen.family, f"{seen.name} need not come again, so its age says nothing")
        elif seen.unit == "seconds" and seen.is_level and _AGO.search(seen.name) and not _ONCE.search(seen.name):
            yield _age(subject, seen)


def _moment(subject: Subject, seen: Seen) -> Idea:
    expr = f"time() - {seen.name}"
    level = _level(subject, seen, expr, [subject.now - value for value in seen.values if value])
    late = level.value
    return Idea(
        named(seen.name, "Late", "timestamp", "time", "mtime"),
        f"{expr} > {number(late)}\n  and {seen.name} != 0",
        _MINUTES,
        "warning",
        summary(f"{spaced(_stem(seen))} was {{{{ $value | humanizeDuration }}}} ago", which(seen)),
        f"It should have come again by now. See whether what does it still runs, and its log. {ending(seen)}",
        say(
            "%(metric)s is the time of something that comes again and again, so a time long past means that it does "
            "not.",
            metric=seen.name,
        ),
        (seen.family,),
        _scenarios(seen, late),
        level.guess,
        level.basis,
    )


def _scenarios(seen: Seen, late: float) -> tuple[Scenario, ...]:
    """Tests begin in 1970, so that times before it are what is long past."""
    labels = target(seen.example())
    name = selector(seen.name, labels)
    calm, bad = 5, _MINUTES + 5
    fresh = f"{number(-0.9 * late)}+60"
    stuck = calm * 60 - 1.5 * late
    fires = calm + bad - 2
    after = f"{number((calm + bad) * 60 - 60)}+60"
    lasts = Scenario(
        "it is late, then comes",
        ((name, f"{fresh}x{calm - 1} {number(stuck)}x{bad - 1} {after}x10"),),
        (Firing(fires, labels, fires * 60 - stuck),),
        (calm - 1, calm + _MINUTES - 1, calm + bad + 5),
    )
    return (
        lasts,
        Scenario("just in time", ((name, f"{fresh}x40"),), quiet=(39,)),
        Scenario("it never came", (flat(seen.name, labels, 0, 40),), quiet=(39,)),
    )


def _stem(seen: Seen) -> str:
    return re.sub(r"_?(timestamp|time|unixtime|mtime)?(_seconds)?$", "", seen.name) or seen.name


def _level(subject: Subject, seen: Seen, expr: str, ages: list[float]) -> Level:
    """A round number of hours or minutes."""
    usual = _DAY if _RARE.search(seen.name) else _FEW_MINUTES if _OFTEN.search(seen.name) else _HOUR
    oldest = max([age for age in ages if age > 0], default=0.0) if subject.now or not seen.is_moment else 0.0
    past = subject.past(expr)
    if past is not None:
        return Level(
            round_time(max(past.high * 1.5, 300)),
            basis=f"in {past.window} it was {past.high:.0f} s old at most in ordinary hours",
        )
    if oldest > usual / 2:
        return Level(
            round_time(oldest * 2), guess=say("twice the age on the page, %(oldest)s s", oldest=f"{oldest:.0f}")
        )
    often = {_DAY: say("a day"), _HOUR: say("an hour")}.get(usual, say("five minutes"))
    return Level(
        float(usual), guess=say("that it comes at least once in %(often)s; nothing on the page tells", often=often)
    )


def _age(subject: Subject, seen: Seen) -> Idea:
    level = _level(subject, seen, seen.name, list(seen.values))
    words = Words(
        named(seen.name, "Late", "ago", "age", "last"),
        f"{spaced(_stem(seen))} is {{{{ $value | humanizeDuration }}}}",
        "It should have come again by now. See whether what does it still runs, and its log.",
        say(
            "%(metric)s is the age of something that comes again and again, so a high one means that it does not.",
            metric=seen.name,
        ),
    )
    return beyond(seen, ">", level, words, minutes=_MINUTES)

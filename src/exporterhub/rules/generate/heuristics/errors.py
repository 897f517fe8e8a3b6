"""Counters of errors, failures and refusals: as a share of all where the total exists, else when they keep rising.

One error now and then is nothing where nobody knows of how many; errors in every five minutes of a quarter of an hour
are something, and so are a few in an hour of work that runs now and then. Of what must never happen (corruption,
panics, uncorrectable errors) one is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from exporterhub.messages import say

from .._counts import Whole, rate_of, trouble_in, whole_of
from .._idea import Decline, Idea
from .._shapes import ending, named, summary
from .._story import Lane, below, restart, story, target
from .._subject import Level, Seen, Subject, which
from .._text import divided, number, spaced

RANK = 50
_SHARE, _FLOOR = 0.05, 0.02
_MANY = 100
_BACKGROUND = re.compile(
    r"(^|_)(maintenance|maintenances|compact\w*|reload\w*|truncat\w*|checkpoint\w*|backup\w*|snapshot\w*|gc|sync\w*|refresh\w*|"
    r"reconnect\w*|join|archiv\w*|vacuum|cleanup|cron|job|jobs|restor\w*|rotat\w*|renew\w*|flush\w*|pools?|collector|discovery|"
    r"election\w*|config|sd|bgsave|aof|rdb|failover\w*|rebalanc\w*|upgrade\w*)(_|$)"
)


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """At most one alert for each family."""
    for seen in subject.free("counter", "untyped", "unknown"):
        kind = trouble_in(seen)
        if (
            not kind
            or (seen.is_moment and any(seen.values))
            or seen.unit in ("seconds", "milliseconds", "percent", "ratio")
        ):
            continue
        if not seen.values:
            yield Decline(seen.family, f"{seen.name} has no number on this page")
            continue
        rare = kind == "fatal" or _BACKGROUND.search(seen.name)
        whole = None if rare else whole_of(subject, seen)
        yield _share(subject, seen, whole) if whole else _rising(subject, seen, kind)


def _share(subject: Subject, seen: Seen, whole: Whole) -> Idea | Decline:
    window = subject.window(5)
    part = rate_of(seen.name, whole.own_extra, f"{window}m")
    every = rate_of(whole.seen.name, whole.extra, f"{window}m")
    level = subject.share(f"{part} / {every}", _SHARE)
    if level is None:
        return Decline(
            seen.family, f"nearly all of {whole.seen.name} fail in ordinary hours: no share of failures tells anything"
        )
    kept = tuple(label for label in which(seen, most=9) if label not in whole.own_extra)[:3]
    bad, calm = _between(level.value), level.value * 0.9
    lanes = _lanes(seen, whole, calm, bad)
    labels = {name: value for name, value in lanes[0].labels.items() if name not in whole.own_extra}
    few = _lanes(seen, whole, 1.0, 1.0, scale=_FLOOR * 0.8 * 60)
    return Idea(
        named(seen.name, "High"),
        f"{divided(part, every)} > {number(level.value)}\n  and {part} > {_FLOOR:g}",
        10,
        "warning",
        summary(f"{{{{ $value | humanizePercentage }}}} of {spaced(whole.seen.name)} are {spaced(seen.name)}", kept),
        "So many are more than chance. See which label has the most of them, and the log from when it began. "
        f"{ending(seen)}",
        say(
            "%(metric)s counts the failures of what %(every)s counts, so their rates give the share that fails.",
            metric=seen.name,
            every=whole.seen.name,
        ),
        (seen.family,),
        (
            story(lanes, labels, bad, minutes=10, window=window),
            below(lanes, minutes=10, window=window),
            below(few, minutes=10, window=window, title="a few, though they are all"),
            restart([(lane.name, lane.labels) for lane in lanes], minutes=10, window=window),
        ),
        level.guess,
        level.basis,
    )


def _between(share: float) -> float:
    return round(min(share * 4, share + (1 - share) / 2), 6)


def _lanes(seen: Seen, whole: Whole, calm: float, bad: float, scale: float = 0.0) -> list[Lane]:
    """Two series on a side that is added up, so that the sum differs from an average.

    Series of one name may carry different labels: the total's are those that the errors' match.
    """
    example = target(seen.example())
    every = {**target(whole.seen.example()), **{k: v for k, v in example.items() if k in whole.seen.labels}}
    every = {label: value for label, value in every.items() if label in example or label in whole.extra}
    ours, theirs = _copies(example, whole.own_extra), _copies(every, whole.extra)
    total = scale or _FLOOR * 60 * 5 / bad
    return [
        *(Lane(seen.name, one, total * calm / len(ours), total * bad / len(ours), counter=True) for one in ours),
        *(Lane(whole.seen.name, one, total / len(theirs), total / len(theirs), counter=True) for one in theirs),
    ]


def _copies(labels: dict[str, str], extra: tuple[str, ...]) -> list[dict[str, str]]:
    return [labels, {**labels, extra[0]: "another"}] if extra else [labels]


class _Manner(NamedTuple):
    """How a counter's rise is told: the range and how long it must hold in minutes, and what is let pass."""

    window: int
    minutes: int
    let_pass: float
    ending: str
    severity: str
    reason: str
    guess: str


def _manner(subject: Subject, seen: Seen, kind: str) -> _Manner:
    if kind == "fatal":
        reason = say("By its name, %(metric)s counts what must never happen.", metric=seen.name)
        return _Manner(subject.window(15), 0, 0.0, "Seen", "critical", reason, "")
    if _BACKGROUND.search(seen.name):
        reason = say(
            "By its name, %(metric)s counts failures of work that runs now and then: a few in an hour are many.",
            metric=seen.name,
        )
        return _Manner(subject.window(60), 0, 2.0, "Rising", "warning", reason, say("more than two within an hour"))
    reason = say(
        "By its name, %(metric)s counts what went wrong, and no counter of all of them is beside it.", metric=seen.name
    )
    return _Manner(subject.window(5), 15, 0.0, "Rising", "warning", reason, say("that any is too many, if it goes on"))


def _rising(subject: Subject, seen: Seen, kind: str) -> Idea:
    manner = _manner(subject, seen, kind)
    window, minutes = manner.window, manner.minutes
    crowd = seen.series > _MANY
    inner = f"increase({seen.name}[{window}m])"
    expr = f"sum by (job, instance) ({inner})" if crowd else inner
    level = _level(subject, seen, expr, manner)
    calm, bad = level.value * 0.9 / window, (level.value * 5 or 50.0) / window
    example = target(seen.example())
    lanes = [
        Lane(seen.name, one, calm, bad, counter=True)
        for one in _copies(example, tuple(sorted(seen.labels)) if crowd else ())
    ]
    lanes = [lane._replace(calm=lane.calm / len(lanes), bad=lane.bad / len(lanes)) for lane in lanes]
    return Idea(
        named(seen.name, manner.ending),
        f"{expr} > {number(level.value)}",
        minutes,
        manner.severity,
        summary(f"{{{{ $value | humanize }}}} {spaced(seen.name)} in {window} minutes", () if crowd else which(seen)),
        f"{_ADVICE[manner.severity]} {ending(seen)}",
        manner.reason,
        (seen.family,),
        (
            story(lanes, target({}) if crowd else example, bad * window, minutes=minutes, window=window),
            below(lanes, minutes=minutes, window=window),
            restart([(lane.name, lane.labels) for lane in lanes], minutes=minutes, window=window),
        ),
        level.guess,
        level.basis,
    )


_ADVICE = {
    "critical": "This should never happen: see the log of the service at once.",
    "warning": "It goes on. See the log of the service from when it began.",
}


def _level(subject: Subject, seen: Seen, expr: str, manner: _Manner) -> Level:
    past = subject.past(expr) if manner.guess else None
    if past is not None:
        return subject.above(expr, 0.0) if past.high else Level(0.0, basis=f"in {past.window} it did not rise at all")
    if seen.rose() and manner.guess:
        return Level(10.0, guess=say("it rises in ordinary operation, from one page to the next, so some are let pass"))
    return Level(manner.let_pass, guess=manner.guess)

"""Queues and lag that grow: deeper than usual, and than half an hour ago; lag in seconds beyond a few minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Idea, Scenario
from .._shapes import Words, beyond, ending, named, summary
from .._story import Lane, story, target
from .._subject import Seen, Subject, which
from .._text import number, round_time, selector, spaced

RANK = 42
_QUEUE = re.compile(
    r"(^|_)(queues?|queued|backlog|pending|waiting|waiters|lag|delay|behind|unacked|unacknowledged|unconsumed|inflight|in_flight|"
    r"outstanding|undelivered|deferred|lsn_diff|maxwait|messages_ready|unprocessed|enqueued)"
    r"(_(length|len|size|depth|messages|items|entries|tasks|jobs|requests|connections|packets|objects|cancel|count|number|total|"
    r"current|bytes|seconds|milliseconds|ms|ready|unacked|clients|transactions|events|records|rows|operations|ops|compactions|"
    r"queries|threads|work|writes|reads|replication|slave|master|source|replica))*$"
)
_NOT = re.compile(
    r"(^|_)(max|maximum|limit|capacity|size_limit|threshold|config|variables|settings|count_total|average|avg|idle|keepalive|"
    r"connections_waiting|info|enabled|interval|timeout|acceleration|created|offset|history|repl_backlog|replication_backlog|transmit_queue_length|sql_delay)(_|$)"
)
_LAG = re.compile(r"(^|_)(lag|delay|behind|maxwait|age|waiting)(_|$)")
_OBSERVED = re.compile(r"observed|highest|peak|encountered|maximum ", re.IGNORECASE)
_AGO, _MINUTES = 30, 15
_DEEP, _LATE, _BYTES = 100.0, 300.0, 100 * 1024.0**2


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each queue and lag."""
    told: set[str] = set()
    for seen in subject.levels():
        if not _QUEUE.search(seen.name) or _NOT.search(seen.name) or _OBSERVED.search(seen.help) or not seen.values:
            continue
        if seen.unit in ("seconds", "milliseconds") and _LAG.search(seen.name):
            yield _late(subject, seen)
        elif (seen.unit in ("", "bytes") and not seen.is_moment) or not any(seen.values):
            idea = _growing(subject, seen)
            if idea.alert in told:
                yield Decline(seen.family, "the same queue is told of by its number already")
            else:
                told.add(idea.alert)
                yield idea


def _late(subject: Subject, seen: Seen) -> Idea:
    scale = 1000.0 if seen.unit == "milliseconds" else 1.0
    level = subject.above(seen.name, _LATE * scale, seen=seen.most, least=60 * scale)
    if scale == 1 and level.value > 60:
        level = level._replace(value=round_time(level.value))
    words = Words(
        named(seen.name, "High"),
        f"{spaced(seen.name)} is {seen.shown}",
        "It falls behind: what is read there is old. See whether the receiving side works, and the network between.",
        say("By its name, %(metric)s is how far something is behind.", metric=seen.name),
    )
    return beyond(seen, ">", level, words, minutes=_MINUTES)


def _growing(subject: Subject, seen: Seen) -> Idea:
    usual = _BYTES if seen.unit == "bytes" else _DEEP
    level = subject.above(seen.name, usual, seen=seen.most, least=usual / 10)
    labels = target(seen.example())
    deep, low = round(level.value * 1.5), round(level.value * 0.9)
    name = selector(seen.name, labels)
    lane = Lane(seen.name, labels, low, deep)
    rises = story([lane], labels, deep, minutes=_MINUTES)
    small = Scenario("it grows, but is small", ((name, f"{number(low * 0.5)}+{number(low / 200)}x90"),), quiet=(89,))
    shrinks = Scenario("it is deep, but shrinks", ((name, f"{number(deep + 60)}-1x60"),), quiet=(55,))
    return Idea(
        named(seen.name, "Growing"),
        f"{seen.name} > {number(level.value)}\n  and {seen.name} > {seen.name} offset {_AGO}m",
        _MINUTES,
        "warning",
        summary(f"{spaced(seen.name)} is {seen.shown} and grows", which(seen)),
        "More comes in than is worked off. See whether what works it off still runs, and whether more comes in than "
        f"usual. {ending(seen)}",
        say(
            "By its name, %(metric)s is work that waits; a queue that only grows is one that nobody empties.",
            metric=seen.name,
        ),
        (seen.family,),
        (_settled(rises), small, shrinks),
        level.guess,
        level.basis,
    )


def _settled(scenario: Scenario) -> Scenario:
    """After the same values for half an hour: there must be something to compare with."""
    series = tuple((name, f"{values.split('x')[0]}x{_AGO - 1} {values}") for name, values in scenario.series)
    fires = tuple(one._replace(minute=one.minute + _AGO) for one in scenario.fires)
    return Scenario(scenario.title, series, fires, tuple(minute + _AGO for minute in scenario.quiet))

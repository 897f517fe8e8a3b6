"""What restarts again and again: start times that change, uptimes that begin anew, counters of restarts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Idea, Scenario
from .._shapes import ending, named, summary
from .._story import Lane, below, restart, story, target
from .._subject import Seen, Subject, which
from .._text import number, selector, spaced

RANK = 44
_START = re.compile(r"(^|_)(start_time|started_at|boot_time|start_timestamp|starttime)(_seconds|_timestamp)?$")
_UPTIME = re.compile(r"(^|_)(uptime)(_|$)")
_COUNT = re.compile(
    r"(^|_)(restarts|restart_count|restarted|respawns|reboots|crashes|crash_count|leader_changes|leader_changes_seen|failovers|elections|flaps|link_flaps)(_total|_count)?$"
)
_CHANGES = re.compile(r"changes|failovers|elections|flaps")
_HOUR, _OFTEN = 60, 2


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each; the first start time or uptime stands for the process."""
    told = False
    for seen in subject.levels():
        if _START.search(seen.name) and seen.is_moment and seen.unit in ("seconds", ""):
            if told and not seen.labels:
                yield Decline(seen.family, "another metric tells of restarts already")
            else:
                told = told or not seen.labels
                yield _changing(seen)
    for seen in subject.free("gauge", "untyped", "unknown", "counter"):
        if _COUNT.search(seen.name) and seen.type != "gauge":
            yield _counted(subject, seen)
        elif _UPTIME.search(seen.name) and seen.values and not seen.is_moment:
            if told:
                yield Decline(seen.family, "another metric tells of restarts already")
            else:
                told = True
                yield _reset(seen)


def _idea(seen: Seen, expr: str, scenarios: tuple[Scenario, ...], guess: str, basis: str = "") -> Idea:
    what = spaced(seen.name) if _COUNT.search(seen.name) else "restarts"
    return Idea(
        named(
            seen.name,
            "Often" if _CHANGES.search(seen.name) else "RestartsOften",
            "start_time",
            "uptime",
            "boot_time",
            "restarts",
            "restarted",
        ),
        expr,
        0,
        "warning",
        summary(f"{{{{ $value | humanize }}}} {what} within an hour", which(seen)),
        f"Something makes it begin anew again and again: a crash, a limit of memory, a failing health check. "
        f"See why it ended the last time. {ending(seen)}",
        say(
            "%(metric)s tells of what begins anew; one may be meant, %(often)s within an hour hardly.",
            metric=seen.name,
            often=_OFTEN + 1,
        ),
        (seen.family,),
        scenarios,
        guess,
        basis,
    )


def _changing(seen: Seen) -> Idea:
    labels = target(seen.example())
    name = selector(seen.name, labels)
    trouble = story([], labels, 3, minutes=0, window=0)
    fires = trouble.fires[0]._replace(minute=25)
    often = Scenario("it restarts three times", ((name, "100x4 400x4 700x4 1000x120"),), (fires,), (12, 100))
    twice = Scenario("two restarts are nothing", ((name, "100x4 400x4 700x120"),), quiet=(25, 100))
    return _idea(seen, f"changes({seen.name}[1h]) > {_OFTEN}", (often, twice), "more than two restarts within an hour")


def _reset(seen: Seen) -> Idea:
    labels = target(seen.example())
    name = selector(seen.name, labels)
    step = {"seconds": 60, "milliseconds": 60_000, "minutes": 1}.get(seen.unit, 60)
    fires = story([], labels, 3, minutes=0).fires[0]._replace(minute=25)
    begins = f"0+{step}x4 "
    often = Scenario("it restarts three times", ((name, f"{begins * 3}0+{step}x120"),), (fires,), (12, 100))
    twice = Scenario("two restarts are nothing", ((name, f"{begins * 2}0+{step}x120"),), quiet=(25, 100))
    return _idea(seen, f"resets({seen.name}[1h]) > {_OFTEN}", (often, twice), "more than two restarts within an hour")


def _counted(subject: Subject, seen: Seen) -> Idea:
    expr = f"increase({seen.name}[1h])"
    level = subject.above(expr, float(_OFTEN))
    value = level.value or float(_OFTEN)
    labels = target(seen.example())
    lane = Lane(seen.name, labels, value * 0.9 / _HOUR, value * 5 / _HOUR, counter=True)
    scenarios = (
        story([lane], labels, value * 5, minutes=0, window=_HOUR),
        below([lane], minutes=0, window=_HOUR),
        restart([(seen.name, labels)], minutes=0, window=_HOUR),
    )
    return _idea(seen, f"{expr} > {number(value)}", scenarios, level.guess, level.basis)

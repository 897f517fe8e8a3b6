"""Flags that say well or not well, and counts of things that are not well.

The name tells which of 0 and 1 is well. Where the page already shows trouble, only what turned within the last day is
told: it may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.messages import say, sentences

from .._idea import Decline, Idea
from .._shapes import Words, beyond, flag, named, turned
from .._subject import Level, Seen, Subject
from .._text import spaced

RANK = 30
_GOOD = re.compile(
    r"(^|_)(healthy|health|ready|ok|success|successful|succeeded|alive|synced|in_sync|connected|online|available|reachable|"
    r"valid|passing|operational|serving|slot_is_active|slot_active|slots_active|slave_running|replica_running|"
    r"(io|sql)_running|leader_elected|has_leader|has_quorum|last_\w+_status|ckquorum_status|smart_status|unsealed|elected)$"
)
_BAD = re.compile(
    r"(^|_)(fail|failed|failing|failure|error|alarm|degraded|unhealthy|critical|down|stalled|stuck|fault|faulty|problem|"
    r"unavailable|unreachable|offline|broken|corrupt|corrupted|emergency|stale|missing|unassigned|misplaced|zombie|zombies|"
    r"dead|under_?replicated|unsynced|out_of_sync|crashed|readonly|read_only|stopping|paused|inconsistent)"
    r"(_(peer|node|member|replica|partition|shard|target|server|disk|drive|instance|host|pod|unit|service|job|broker|pg|osd|"
    r"link|device)s?)?(_(celsius|count|number|status|state|total))?$"
)
_EITHER = re.compile(r"(^|_)(health_status|running)$")
_PLURAL = re.compile(r"(?<!postgre)(?<=[a-rt-z])s_(running|connected|online|available|ready|active|alive)$")
_SINCE_START = re.compile(r"\b(times|attempted|since|packets|cumulative|total number)\b", re.IGNORECASE)
_WRONG = {
    "healthy": "Unhealthy",
    "ready": "NotReady",
    "alive": "Dead",
    "synced": "OutOfSync",
    "sync": "OutOfSync",
    "connected": "Disconnected",
    "online": "Offline",
    "available": "Unavailable",
    "reachable": "Unreachable",
    "active": "Inactive",
    "running": "NotRunning",
    "serving": "NotServing",
    "operational": "NotOperational",
    "leader": "LeaderLost",
    "quorum": "QuorumLost",
    "unsealed": "Sealed",
}


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """At most one alert for each family."""
    for seen in subject.levels():
        if not seen.values or seen.series > 5_000 or (seen.is_moment and any(seen.values)):
            continue
        if _BAD.search(seen.name) or (seen.name.endswith("health_status") and not any(seen.values)):
            yield from _bad(seen)
        elif seen.is_flag and not _PLURAL.search(seen.name) and (_GOOD.search(seen.name) or _seems_good(seen)):
            yield _good(seen)


def _seems_good(seen: Seen) -> bool:
    """Whether 1 is well because all are 1: a name that says it of services, but of passing work too."""
    return all(seen.values) and bool(_EITHER.search(seen.name))


def _bad(seen: Seen) -> Iterator[Idea | Decline]:
    words = Words(
        named(seen.name, ""),
        f"{spaced(seen.name)} is {{{{ $value | humanize }}}}",
        "What this metric counts or flags should not be there. See the log of the service for when it began and why.",
        say("By its name, %(metric)s is above 0 only while something is wrong.", metric=seen.name),
    )
    if _SINCE_START.search(seen.help) or seen.wordset & {"stat", "stats"}:
        yield Decline(seen.family, f"{seen.name} is declared as a level, but seems to count since the start")
    elif not any(seen.values):
        level = Level(0.0, basis="any is too many, and there is none on this page")
        yield beyond(seen, ">", level, words, minutes=10, bad=1, calm=0)
    elif seen.is_flag:
        told = sentences(words.reason, say("It is 1 on this page, so only what was 0 within a day is told."))
        yield turned(seen, 1, words._replace(reason=told), minutes=10)
    else:
        yield Decline(
            seen.family,
            f"{seen.name} sounds like trouble but is {seen.most:g} on this page: no telling what is too much",
        )


def _good(seen: Seen) -> Idea:
    last = seen.words[-1]
    wrong = _WRONG.get(last, "Failed")
    thing = spaced(seen.name.removesuffix(f"_{last}").removesuffix("_has"))
    no_longer = "has no" if "has" in seen.words[-2:] else "is no longer"
    words = Words(
        named(
            seen.name, wrong, *_WRONG, "has", "success", "successful", "succeeded", "ok", "status", "passing", "valid"
        ),
        f"{thing} {no_longer} {last}" if last in _WRONG else f"{thing} failed",
        "The flag went from 1, which means well, to 0. See the log of the service for what happened then.",
        say("By its name, %(metric)s is 1 while all is well.", metric=seen.name),
    )
    if all(seen.values):
        return flag(seen, 0, words, minutes=10)
    told = sentences(
        words.reason, say("It is 0 on this page, which may be meant, so only what was 1 within a day is told.")
    )
    return turned(seen, 0, words._replace(reason=told), minutes=10)

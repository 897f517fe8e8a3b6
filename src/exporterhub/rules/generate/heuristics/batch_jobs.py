"""Jobs that run now and then: a last failure later than the last success, an exit code, a run that takes too long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Idea
from .._shapes import Words, beyond, ending, named, summary
from .._story import Lane, below, story, target
from .._subject import Level, Seen, Subject, which
from .._text import round_time, spaced

RANK = 37
_FAILURE = re.compile(r"fail(ure|ed)?|error")
_RESULT = re.compile(r"(^|_)(exit_code|exit_status|return_code|last_result|last_exit_code|last_error_code)$")
_RUN = re.compile(r"(last|job|backup|run|task|cron|batch)\w*_(duration|runtime|run_time|elapsed)(_|$)")
_NOT_RUN = re.compile(r"scrape|request|query|execution_time|slow|reload|gc_")
_MINUTES = 10


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each."""
    for seen in subject.levels():
        if seen.is_moment and _FAILURE.search(seen.name) and (success := _success_of(subject, seen)):
            yield _failed_last(seen, success)
        elif _RESULT.search(seen.name) and seen.values:
            yield _result(seen)
        elif (
            seen.unit == "seconds"
            and _RUN.search(seen.name)
            and not _NOT_RUN.search(seen.name)
            and seen.type == "gauge"
        ):
            yield _long(subject, seen)


def _success_of(subject: Subject, failure: Seen) -> Seen | None:
    """The time of the last success beside that of the last failure: by the same name, with success for failure."""
    for good in ("success", "successful", "succeeded", ""):
        name = re.sub(r"__+", "_", _FAILURE.sub(good, failure.name)).strip("_")
        found = subject.metrics.get(name)
        if found and found.name != failure.name and found.is_moment and found.labels == failure.labels:
            return found
    return None


def _failed_last(failure: Seen, success: Seen) -> Idea:
    labels = target(failure.example())
    lanes = [Lane(failure.name, labels, 100, 300), Lane(success.name, labels, 200, 200)]
    return Idea(
        named(success.name, "LastAttemptFailed", "time", "timestamp", "success", "last"),
        f"{failure.name} > {success.name}",
        _MINUTES,
        "warning",
        summary(f"The last attempt failed, says {spaced(failure.name)}", which(failure)),
        f"It has not succeeded since. See the log of what does it. {ending(failure)}",
        say(
            "%(failure)s is the time of the last failure and %(success)s that of the last success.",
            failure=failure.name,
            success=success.name,
        ),
        (failure.family,),
        (
            story(lanes, labels, 300, minutes=_MINUTES),
            below(lanes, minutes=_MINUTES, title="it succeeded after it failed"),
        ),
        basis="it is compared with the last success",
    )


def _result(seen: Seen) -> Idea | Decline:
    if any(seen.values):
        return Decline(seen.family, f"{seen.name} is {seen.most:g} on this page: no telling which values are failures")
    words = Words(
        named(seen.name, "Failed"),
        f"{spaced(seen.name)} is {{{{ $value | humanize }}}}",
        "The last run did not end well. See its log, and run it by hand.",
        say("By its name, %(metric)s is 0 where a run ended well.", metric=seen.name),
    )
    return beyond(seen, "!=", Level(0.0, basis="0 is success by convention"), words, minutes=_MINUTES, bad=1, calm=0)


def _long(subject: Subject, seen: Seen) -> Idea:
    level = subject.above(seen.name, 3_600.0, seen=seen.most)
    level = level._replace(value=round_time(level.value))
    words = Words(
        named(seen.name, "Long", "duration"),
        f"{spaced(seen.name)} is {{{{ $value | humanizeDuration }}}}",
        "The run takes longer than usual: there is more to do, or what it needs is slow. See its log.",
        say("By its name, %(metric)s is how long a job runs.", metric=seen.name),
    )
    return beyond(seen, ">", level, words, minutes=_MINUTES)

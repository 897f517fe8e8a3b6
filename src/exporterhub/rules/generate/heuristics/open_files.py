"""Open files against the limit of the process: the one alert about the families of client libraries."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Idea
from .._shapes import summary
from .._story import Lane, below, story, target
from .._subject import Subject
from .._text import camel, number

RANK = 15
_OPEN, _LIMIT = "process_open_fds", "process_max_fds"
_MINUTES = 15


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """At most one alert, for the targets that have a metric of this exporter."""
    used, limit, anchor = subject.all.get(_OPEN), subject.all.get(_LIMIT), subject.anchor
    if not used or not limit or not anchor or _OPEN in subject.taken or not used.values or not limit.values:
        return
    level = subject.share(f"{_OPEN} / {_LIMIT}", 0.8)
    if level is None or used.values[0] > level.value * limit.values[0] or used.labels:
        yield Decline(_OPEN, "the process stands at its limit of open files in ordinary hours")
        return
    bad, calm = round(level.value + (1 - level.value) / 2, 6), round(level.value * 0.9, 6)
    labels = target({})
    own = {**anchor.example(), **labels}
    lanes = [
        Lane(_OPEN, labels, calm * 1000, bad * 1000),
        Lane(_LIMIT, labels, 1000, 1000),
        Lane(anchor.name, own, 1, 1),
    ]
    other = {**labels, "job": "other"}
    stranger = {**labels, "instance": "b:9000"}
    others = [Lane(name, target_, value, value) for target_ in (other, stranger)
              for name, value in ((_OPEN, 950), (_LIMIT, 1000))]  # fmt: skip
    yield Idea(
        f"{camel(subject.slug)}OpenFilesNearLimit",
        f"{_OPEN} / {_LIMIT} > {number(level.value)}\n  and on (job, instance) {anchor.name}",
        _MINUTES,
        "warning",
        summary("{{ $value | humanizePercentage }} of the files that the process may open are open", ()),
        "At the limit it can accept no connection and open no file. See what it holds open (`ls -l /proc/PID/fd`): a "
        "leak grows without end; raise the limit (LimitNOFILE) if all of it is wanted.",
        say("%(used)s is what is used, and %(limit)s what there can be at most.", used=_OPEN, limit=_LIMIT),
        (_OPEN, _LIMIT),
        (story([*lanes, *others], labels, bad, minutes=_MINUTES), below([*lanes, *others], minutes=_MINUTES)),
        level.guess,
        level.basis,
    )

"""The exporter says whether the service answers: ``*_up``, ``probe_success``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.messages import say, sentences

from .._idea import Decline, Idea
from .._shapes import Words, flag, named, turned
from .._subject import Seen, Subject
from .._text import spaced

RANK = 10
_UP = re.compile(r"(^|_)(up|probe_success|is_up|reachable)$")


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each such flag."""
    for seen in subject.levels():
        if _UP.search(seen.name) and seen.is_flag:
            yield _idea(seen)


def _idea(seen: Seen) -> Idea:
    thing = re.sub(r"(^|_)(is_)?(up|success|reachable)$", "", seen.name) or seen.name
    alone = not seen.labels
    words = Words(
        named(thing, "Down"),
        f"{spaced(thing)} is down",
        "The exporter runs, but what it watches does not answer: it is gone, hangs, or refuses the exporter's login. "
        "See the service's own log, and whether it answers by hand.",
        say("%(metric)s is 1 while the exporter reaches what it watches, and 0 otherwise.", metric=seen.name),
        "critical" if alone else "warning",
    )
    if alone or all(seen.values):
        return flag(seen, 0, words, minutes=5)
    return turned(
        seen,
        0,
        words._replace(
            reason=sentences(
                words.reason, say("Some series are 0 on this page, so only what was 1 within a day is told.")
            )
        ),
        minutes=5,
    )

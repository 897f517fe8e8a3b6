"""The exporter's own collecting: collectors that fail, a last scrape with an error."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.messages import say, sentences

from .._idea import Decline, Idea
from .._shapes import Words, flag, named, turned
from .._subject import Seen, Subject
from .._text import spaced

RANK = 12
_SUCCESS = re.compile(
    r"(^|_)(collector_success|scrape_success|collect_success|collection_success|scrape_successful|scrape_ok)$"
)
_ERROR = re.compile(
    r"(^|_)(last_scrape_error|scrape_error|scrape_errors|collector_error|collect_error|scrape_failed|textfile_scrape_error)$"
)


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each such flag."""
    for seen in subject.levels():
        if not seen.is_flag:
            continue
        if _SUCCESS.search(seen.name):
            yield _idea(seen, 0)
        elif _ERROR.search(seen.name):
            yield _idea(seen, 1)


def _idea(seen: Seen, bad: int) -> Idea:
    words = Words(
        named(seen.name, "Failed" if bad == 0 else "", "success", "successful", "ok"),
        f"{spaced(re.sub(r'_(success|successful|ok)$', '', seen.name))} {'failed' if bad == 0 else 'shows'}",
        "What it collects is missing, so alerts about that are silent. The exporter's log says what it could not read.",
        say(
            "%(metric)s tells whether the exporter could collect; what it could not is missing from the page.",
            metric=seen.name,
        ),
    )
    if bad:
        words = words._replace(what="The last scrape of what is watched had an error")
    if all(value != bad for value in seen.values) or not seen.labels:
        return flag(seen, bad, words, minutes=15)
    told = sentences(words.reason, say("Some fail on this page, so only what worked within a day is told."))
    return turned(seen, bad, words._replace(reason=told), minutes=15)

"""The number of series of a target: far more than its page has now."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Idea
from .._shapes import summary
from .._story import OTHER_TARGETS, Lane, below, flat, story, target
from .._subject import Level, Subject
from .._text import camel, nice, number

RANK = 90
_TIMES, _LEAST, _MINUTES = 4, 1_000, 30


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert, unless the catalog's rules look at the same."""
    anchor = subject.anchor
    if anchor is None or "scrape_samples_scraped" in subject.taken:
        return
    own = f"scrape_samples_scraped and on (job, instance) {anchor.name}"
    past = subject.past(own)
    level = Level(
        max(nice(subject.series * _TIMES), _LEAST),
        guess=say(
            "four times the %(series)s series that the page has, and a thousand at least", series=str(subject.series)
        ),
    )
    if past is not None:
        level = Level(nice(max(past.high * 2, _LEAST)), basis=f"in {past.window} there were {past.high:.0f} at most")
    labels = target({})
    series = {**anchor.example(), **labels}
    lanes = [
        Lane("scrape_samples_scraped", labels, level.value * 0.9, level.value * 1.5),
        Lane(anchor.name, series, 1, 1),
    ]
    others = [flat("scrape_samples_scraped", other, level.value * 2, 80) for other in OTHER_TARGETS]
    yield Idea(
        f"{camel(subject.slug)}TooManySeries",
        f"scrape_samples_scraped > {number(level.value)}\n  and on (job, instance) {anchor.name}",
        _MINUTES,
        "warning",
        summary(f"{{{{ $value | humanize }}}} series come from {subject.slug}", ()),
        "Each series costs memory in Prometheus. See which family grew (`exporterhub diff` of two pages), mostly by a "
        "label that holds names of users, requests or files, and drop it with metric_relabel_configs.",
        say(
            "A label without bounds makes a page grow until Prometheus suffers; this exporter's targets are known by "
            "%(anchor)s.",
            anchor=anchor.name,
        ),
        (anchor.family,),
        (story(lanes, labels, level.value * 1.5, minutes=_MINUTES, also=others), below(lanes, minutes=_MINUTES)),
        level.guess,
        level.basis,
    )

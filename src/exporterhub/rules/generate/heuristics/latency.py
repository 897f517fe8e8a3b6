"""How long requests take: the 99th percentile of histograms, quantiles and averages of summaries, averages in gauges.

Only what is answered to somebody: durations of background work are as long as the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from exporterhub.exposition import canonical_bound
from exporterhub.messages import say

from .._idea import Decline, Idea
from .._shapes import Words, beyond, ending, named, summary
from .._story import Lane, below, restart, story, target
from .._subject import Level, Seen, Subject, which
from .._text import number, selector, spaced

RANK = 60
_PER_SECOND = {"seconds": 1.0, "milliseconds": 1e3, "microseconds": 1e6, "nanoseconds": 1e9}
_SLOW = 1.0
_FLOOR = 0.1
_GAUGE = re.compile(
    r"latency|response_time|rtt|round_?trip|request_time|connect_time|total_time_average|ping_time|probe_duration"
)
_MOST = re.compile(r"(^|_)(max|maximum|min|scrape|limit|timeout)(_|$)|observed|highest|longest", re.IGNORECASE)
_OWN = re.compile(
    r"(^|_)(scrape|scrapes|collector|gc|interval|age|uptime|ttl|compact\w*|maintenance|snapshot\w*|truncat\w*|reload\w*|"
    r"checkpoint\w*|backup\w*|flush\w*|vacuum|discovery|refresh|sync|scan)(_|$)"
)
_MINUTES = 10


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each histogram and summary of times, and each gauge of a latency."""
    for seen in subject.free("histogram", "summary"):
        if seen.unit not in _PER_SECOND:
            continue
        if _OWN.search(seen.family):
            yield Decline(seen.family, "it times work that nobody waits for")
        elif seen.name.endswith("_bucket"):
            yield _quantile(subject, seen)
        elif seen.name == seen.family and "quantile" in seen.labels:
            yield _summary(subject, seen)
        elif seen.name == f"{seen.family}_sum" and seen.type == "summary" and seen.family not in subject.metrics:
            yield _average(subject, seen)
    for seen in subject.levels():
        if seen.unit in _PER_SECOND and _GAUGE.search(seen.name) and not _MOST.search(f"{seen.name} {seen.help}"):
            yield _gauge(subject, seen)


def _bounds(seen: Seen) -> list[float]:
    found = {float(canonical_bound(value)) for value in seen.values_of.get("le", ()) if value}
    return sorted(bound for bound in found if bound != float("inf"))


def _reached(seen: Seen, bounds: Sequence[float]) -> float:
    """The bound below which 99 of 100 observations on the page are."""
    counts: dict[float, float] = {}
    for labels, value in seen.rows:
        bound = float(labels.get("le") or "inf")
        counts[bound] = counts.get(bound, 0.0) + value
    every = counts.get(float("inf"), 0.0)
    return next(
        (bound for bound in bounds if every and counts.get(bound, 0.0) >= 0.99 * every),
        0.0 if not every else bounds[-1],
    )


def _quantile(subject: Subject, seen: Seen) -> Idea | Decline:
    bounds, per = _bounds(seen), _PER_SECOND[seen.unit]
    window = subject.window(5)
    expr = f"histogram_quantile(0.99, {_added(seen, f'rate({seen.name}[{window}m])', 'job, instance, le')})"
    if len(bounds) < 2:
        return Decline(seen.family, "its buckets are too few to tell how long things take")
    reached = _reached(seen, bounds)
    level = subject.above(
        expr, _SLOW * per, seen=reached, why="a second is long for somebody who waits; nothing on the page tells"
    )
    fitting = [bound for bound in bounds[:-1] if bound >= level.value] or [
        bound for bound in bounds[:-1] if bound > reached
    ]
    if not fitting:
        return Decline(seen.family, f"it takes {reached:g} {seen.unit} on this page, beyond what its buckets can tell")
    limit = fitting[0] if fitting[0] >= level.value else fitting[-1]
    if limit != level.value:
        level = Level(limit, f"{level.guess}; a bound of its buckets" if level.guess else "", level.basis)
    upper = next(bound for bound in bounds if bound > limit)
    count = f"{seen.family}_count"
    labels = target({})
    lanes = _buckets(seen, limit, upper)
    few = [lane._replace(calm=lane.bad * 0.8 / 5) for lane in lanes]
    floor = f"{_added(seen, f'rate({count}[{window}m])', 'job, instance')} > {_FLOOR:g}"
    if count not in subject.metrics:
        return Decline(seen.family, f"it has no {count}")
    return Idea(
        named(seen.family, "Slow", "duration", "latency", "latencies"),
        f"{expr} > {number(limit)}\n  and {floor}",
        _MINUTES,
        "warning",
        summary(f"One in a hundred of {spaced(seen.family)} is above {seen.shown}", ()),
        "Somebody waits for that. See which label is slow, and whether load, locks or a dependency make it so. "
        f"{ending(seen)}",
        say("%(family)s is a histogram of times, so the slowest hundredth can be told.", family=seen.family),
        (seen.family,),
        (
            story(lanes, labels, limit + (upper - limit) * 0.99, minutes=_MINUTES, window=window),
            below(lanes, minutes=_MINUTES, window=window),
            below(few, minutes=_MINUTES, window=window, title="slow, but hardly any"),
            restart([(lane.name, lane.labels) for lane in lanes], minutes=_MINUTES, window=window),
        ),
        level.guess,
        level.basis,
    )


def _added(seen: Seen, rate: str, kept: str) -> str:
    """A rate added up over all labels but some; as it is where there are no others."""
    return f"sum by ({kept}) ({rate})" if seen.labels - {"le"} else rate


def _buckets(seen: Seen, limit: float, upper: float) -> list[Lane]:
    """Thirty requests a minute, all below the limit in calm, all between it and the next bound in trouble."""
    example = {label: value for label, value in seen.example().items() if label != "le"}
    rate = _FLOOR * 60 * 5
    copies = [target(example)]
    other = sorted(seen.labels - {"le", "job", "instance"})
    if other:
        copies.append({**copies[0], other[0]: "another"})
    lanes: list[Lane] = []
    for labels in copies:
        for bound, calm, bad in ((limit, rate, 0.0), (upper, rate, rate), (float("inf"), rate, rate)):
            le = "+Inf" if bound == float("inf") else canonical_bound(number(bound))
            lanes.append(Lane(seen.name, {**labels, "le": le}, calm / len(copies), bad / len(copies), counter=True))
        lanes.append(Lane(f"{seen.family}_count", labels, rate / len(copies), rate / len(copies), counter=True))
    return lanes


def _summary(subject: Subject, seen: Seen) -> Idea | Decline:
    per = _PER_SECOND[seen.unit]
    quantiles = sorted(
        (float(value), value) for value in seen.values_of["quantile"] if value and 0.9 <= float(value) < 1
    )
    if not quantiles:
        return Decline(seen.family, "it has no quantile that tells of the slow ones")
    spelt = quantiles[-1][1]
    matcher = {"quantile": canonical_bound(spelt)}
    rows = [value for labels, value in seen.rows if labels.get("quantile") == spelt and value == value]
    expr = selector(seen.name, matcher)
    level = subject.above(expr, _SLOW * per, seen=max(rows, default=0.0))
    labels = target({**seen.example(), **matcher})
    lane = Lane(seen.name, labels, level.value * 0.9, level.value * 1.5)
    quick = Lane(seen.name, {**labels, "quantile": "0.1"}, level.value * 1.4, level.value * 1.4)
    return Idea(
        named(seen.family, "Slow", "duration", "latency", "latencies"),
        f"{expr} > {number(level.value)}",
        _MINUTES,
        "warning",
        summary(f"The {float(spelt):.4g} quantile of {spaced(seen.family)} is {seen.shown}",
                tuple(label for label in which(seen) if label != "quantile")),
        f"Somebody waits for that. See whether load, locks or a dependency make it slow. {ending(seen)}",
        say("%(family)s is a summary of times with a quantile of the slow ones.", family=seen.family),
        (seen.family,),
        (story([lane, quick], labels, lane.bad, minutes=_MINUTES), below([lane, quick], minutes=_MINUTES)),
        level.guess,
        level.basis,
    )  # fmt: skip


def _average(subject: Subject, seen: Seen) -> Idea | Decline:
    per, window = _PER_SECOND[seen.unit], subject.window(5)
    count = f"{seen.family}_count"
    if count not in subject.metrics:
        return Decline(seen.family, f"it has no {count}")
    expr = f"rate({seen.name}[{window}m]) / rate({count}[{window}m])"
    every = sum(subject.metrics[count].values)
    level = subject.above(expr, _SLOW * per, seen=sum(seen.values) / every if every else 0.0)
    labels = target(seen.example())
    pace = _FLOOR * 60 * 5
    lanes = [
        Lane(seen.name, labels, level.value * 0.9 * pace, level.value * 5 * pace, counter=True),
        Lane(count, labels, pace, pace, counter=True),
    ]
    few = [Lane(lane.name, labels, lane.bad * 0.8 / 5, 0, counter=True) for lane in lanes]
    return Idea(
        named(seen.family, "Slow", "duration", "latency", "latencies"),
        f"{expr} > {number(level.value)}\n  and rate({count}[{window}m]) > {_FLOOR:g}",
        _MINUTES,
        "warning",
        summary(f"{spaced(seen.family)} is {seen.shown} on average", which(seen)),
        f"Somebody waits for that. See whether load, locks or a dependency make it slow. {ending(seen)}",
        say(
            "%(family)s is a summary of times without quantiles, so the average is what can be told.",
            family=seen.family,
        ),
        (seen.family,),
        (
            story(lanes, labels, level.value * 5, minutes=_MINUTES, window=window),
            below(lanes, minutes=_MINUTES, window=window),
            below(few, minutes=_MINUTES, window=window, title="slow, but hardly any"),
            restart([(lane.name, lane.labels) for lane in lanes], minutes=_MINUTES, window=window),
        ),
        level.guess,
        level.basis,
    )


def _gauge(subject: Subject, seen: Seen) -> Idea:
    level = subject.above(seen.name, _SLOW * _PER_SECOND[seen.unit], seen=seen.most)
    words = Words(
        named(seen.name, "Slow"),
        f"{spaced(seen.name)} is {seen.shown}",
        "Somebody waits for that. See whether load, locks or a dependency make it slow.",
        say("By its name, %(metric)s is how long something takes that somebody waits for.", metric=seen.name),
    )
    return beyond(seen, ">", level, words, minutes=15)

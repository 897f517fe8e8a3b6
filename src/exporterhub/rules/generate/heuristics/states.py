"""States told by a label: series per state that are 0 or 1, or counts of things in each state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Firing, Idea, Scenario
from .._shapes import Words, ending, named, summary
from .._story import Lane, flat, story, target
from .._subject import Seen, Subject, which
from .._text import listed, selector, spaced

RANK = 35
_LABEL = re.compile(r"(^|_)(state|status|health|condition|phase|severity|level|colou?r)$")
_BAD = re.compile(
    r"(failed|failure|fail|error|errored|down|degraded|critical|crit|crashed|broken|unhealthy|fatal|offline|unreachable|dead|"
    r"lost|isolated|red|emergency|faulty|faulted|unavailable|corrupt|corrupted|inconsistent|notready|not_ready|backoff|"
    r"crashloopbackoff|quarantined|removed)",
    re.IGNORECASE,
)
_MINUTES = 10


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """At most one alert for each family."""
    for seen in [*subject.levels(), *subject.free("stateset")]:
        labels = (seen.family,) if seen.type == "stateset" else sorted(filter(_LABEL.search, seen.labels))
        for label in labels:
            values = sorted(value for value in seen.values_of.get(label, ()) if _BAD.fullmatch(value))
            if values and len(seen.values_of[label]) > 1 and not seen.name.endswith("_info"):
                yield _idea(seen, label, values)
                break


def _idea(seen: Seen, label: str, values: list[str]) -> Idea | Decline:
    matcher = f'{label}="{values[0]}"' if len(values) == 1 else f'{label}=~"{"|".join(values)}"'
    asked = f"{seen.name}{{{matcher}}}"
    standing = [value for labels, value in seen.rows if labels.get(label) in values and value > 0]
    one_of = seen.is_flag
    if standing and not one_of:
        return Decline(
            seen.family,
            f"{max(standing):g} are {listed(values)} on this page already: no telling how many are too many",
        )
    words = Words(
        named(seen.name, "Bad"),
        f"{spaced(seen.name)} is {{{{ $labels.{label} }}}}",
        "Something is in a state that its name calls bad. See the log of the service for when and why it came into it.",
        say(
            "The label %(label)s of %(metric)s has the value %(value)s, a state that is not well.",
            label=label,
            metric=seen.name,
            value=listed(values),
        ),
    )
    expr, basis = f"{asked} > 0", "there is none on this page"
    if standing:
        expr = f"{asked} == 1 and min_over_time({asked}[1d]) == 0"
        basis = "something is in it on this page, so only what came into it within a day is told"
    return Idea(
        words.alert,
        expr,
        _MINUTES,
        words.severity,
        summary(words.what, tuple(name for name in which(seen) if name != label)),
        f"{words.advice} {ending(seen)}",
        words.reason,
        (seen.family,),
        tuple(_scenarios(seen, label, values, turned=bool(standing))),
        basis=basis,
    )


def _scenarios(seen: Seen, label: str, values: list[str], *, turned: bool) -> Iterator[Scenario]:
    good = next((value for value in sorted(seen.values_of[label]) if value and value not in values), "fine")
    row = next(labels for labels, _ in seen.rows if labels.get(label) in values)
    labels = target(row)
    well = {**labels, label: good}
    yield story([Lane(seen.name, labels, 0, 1), Lane(seen.name, well, 1, 0)], labels, 1, minutes=_MINUTES)
    yield Scenario("all is well", (flat(seen.name, labels, 0, 30), flat(seen.name, well, 1, 30)), quiet=(29,))
    if turned:
        yield Scenario(
            "it always was so",
            (flat(seen.name, labels, 1, 30), (selector(seen.name, well), "0x4 1x30")),
            quiet=(14, 29),
        )
    if len(values) > 1:
        other = {**labels, label: next(value for value in values if value != labels[label])}
        lanes = [(selector(seen.name, other), "0x4 1x30"), flat(seen.name, labels, 0, 35)]
        yield Scenario("another bad state", tuple(lanes), (Firing(25, other, 1),))

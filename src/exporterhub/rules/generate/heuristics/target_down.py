"""The target cannot be scraped: without it all other alerts are silent.

``up`` belongs to every target of a Prometheus, so a metric of this exporter tells which targets are its own. A day
after the last scrape it does not any more; then the alert itself does, so that it lasts as long as the target is down.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Firing, Idea, Scenario
from .._story import OTHER_TARGETS, flat, target
from .._subject import Subject
from .._text import camel, selector

RANK = 0
_MINUTES = 5


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert, unless the catalog's rules read ``up``."""
    anchor = subject.anchor
    if anchor is None or "up" in subject.taken:
        return
    alert = f"{camel(subject.slug)}TargetDown"
    labels = target({})
    anchored = {name: value for name, value in anchor.example().items() if name not in labels} | labels
    yield Idea(
        alert,
        "up == 0 and on (job, instance) "
        f'(last_over_time({anchor.name}[1d]) or last_over_time(ALERTS{{alertname="{alert}"}}[1d]))',
        _MINUTES,
        "critical",
        f"{{{{ $labels.instance }}}} ({subject.slug}) cannot be scraped",
        "Prometheus gets no answer, so nothing is known of this target and all other alerts about it are silent. See "
        "whether its host is up, then the exporter's service and log, then the network between it and Prometheus.",
        say(
            "A target that cannot be scraped has no metrics, so no other alert can tell of it; %(anchor)s tells "
            "which targets are of this kind.",
            anchor=anchor.name,
        ),
        (anchor.family,),
        (
            _story(anchor.name, anchored, labels),
            _blink(anchor.name, anchored, labels),
            _long(alert, anchor.name, anchored, labels),
        ),
    )


def _story(name: str, anchored: dict[str, str], labels: dict[str, str]) -> Scenario:
    strangers = [flat("up", other, 0, 25) for other in OTHER_TARGETS]
    series = (selector("up", labels), "1x4 0x9 1x9"), (selector(name, anchored), "1x4 _x9 1x9")
    fires = Firing(5 + _MINUTES + 2, labels, 0)
    return Scenario("the target is gone for a while; others are no affair of this alert",
                    (*series, *strangers), (fires,), (5 + _MINUTES - 1, 22))  # fmt: skip


def _blink(name: str, anchored: dict[str, str], labels: dict[str, str]) -> Scenario:
    series = (selector("up", labels), "1x4 0x1 1x9"), (selector(name, anchored), "1x4 _x1 1x9")
    return Scenario("two missed scrapes are nothing", series, quiet=(6, 12))


def _long(alert: str, name: str, anchored: dict[str, str], labels: dict[str, str]) -> Scenario:
    of_others = [flat("ALERTS", {"alertname": f"{alert}ToTest", **other}, 1, 0) for other in OTHER_TARGETS]
    strangers = [flat("up", other, 0, 15) for other in OTHER_TARGETS]
    healthy = flat(name, {**anchored, "instance": "c:9000"}, 1, 15)
    series = flat("ALERTS", {"alertname": alert, **labels}, 1, 0), flat("up", labels, 0, 15)
    return Scenario("the target has been down for longer than a day", (*series, healthy, *of_others, *strangers),
                    (Firing(_MINUTES + 1, labels, 0),), (_MINUTES - 1,))  # fmt: skip

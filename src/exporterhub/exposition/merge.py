"""Families of several collectors on one page: each name once, each series once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from exporterhub.errors import Finding
from exporterhub.messages import say, say_many

from .check import series_key
from .model import Family, Sample

__all__ = ["merge"]

_BOUNDS = {"histogram": "le", "gaugehistogram": "le", "summary": "quantile"}


def merge(families: Iterable[Family], *, on_finding: Callable[[Finding], None] | None = None) -> list[Family]:
    """Families of the same name become one, in the place of the first; a series that is there already is dropped.

    The first family of a name gives type and unit, and the first help that is not empty is kept. Two types for one name
    and dropped series are reported: a scrape is better with one sample less than not at all.
    """
    report = on_finding or (lambda _: None)
    groups: dict[str, list[Family]] = {}
    for family in families:
        groups.setdefault(family.name, []).append(family)
    return [_merge(group, report) for group in groups.values()]


def _merge(group: list[Family], report: Callable[[Finding], None]) -> Family:
    first = group[0]
    for other in group[1:]:
        if other.type != first.type:
            report(
                Finding(
                    "exposition/two-types",
                    "error",
                    say(
                        "family %(name)s is a %(first)s and a %(other)s; all is exposed as %(first)s",
                        name=repr(first.name),
                        first=first.type,
                        other=other.type,
                    ),
                    say("Give one of the two another name."),
                )
            )
    samples, dropped = _distinct(group)
    if dropped:
        report(
            Finding(
                "exposition/duplicate-series",
                "warning",
                say_many(
                    "%(num)s sample of %(name)s was left out: its series is exposed already",
                    "%(num)s samples of %(name)s were left out: their series are exposed already",
                    dropped,
                    name=repr(first.name),
                ),
                say("Let one collector only expose each series."),
            )
        )
    text = next((family.help for family in group if family.help), "")
    return first._replace(help=text, samples=samples)


def _distinct(group: list[Family]) -> tuple[tuple[Sample, ...], int]:
    bound = _BOUNDS.get(group[0].type)
    seen: dict[object, Sample] = {}
    total = 0
    for family in group:
        for sample in family.samples:
            total += 1
            seen.setdefault((series_key(sample, bound), sample.timestamp), sample)
    return tuple(seen.values()), total - len(seen)

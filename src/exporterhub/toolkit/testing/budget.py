"""How many series a page may have: each is kept for every target, at every scrape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from exporterhub.exposition import Family

from ..source import Source
from .scrape import families_of

__all__ = ["assert_budget", "series_of"]

_LARGEST = 10


def series_of(page: Source | Iterable[Family]) -> dict[str, int]:
    """Series per family, most first."""
    counted = ((family.name, len(family.samples)) for family in families_of(page))
    return dict(sorted(counted, key=lambda item: (-item[1], item[0])))


def assert_budget(
    page: Source | Iterable[Family], *, series: int, family: int = 0, labels: Mapping[str, int] | None = None
) -> None:
    """Check the number of series.

    Args:
        page: a source, which is scraped, or families.
        series: the most that the page may have.
        family: the most that one family may have; no limit unless given.
        labels: the most values that a label may have, over the whole page.

    Raises:
        AssertionError: with the largest families, or the label.
    """
    families = families_of(page)
    counted = series_of(families)
    total = sum(counted.values())
    largest = ", ".join(f"{name} {count}" for name, count in list(counted.items())[:_LARGEST])
    if total > series:
        raise AssertionError(f"{total} series, {series} are allowed; the largest families: {largest}")
    for name, count in counted.items():
        if family and count > family:
            raise AssertionError(f"{name} has {count} series, {family} are allowed per family")
    for label, allowed in (labels or {}).items():
        values = {sample.labels[label] for one in families for sample in one.samples if label in sample.labels}
        if len(values) > allowed:
            raise AssertionError(f"label {label!r} has {len(values)} values, {allowed} are allowed")

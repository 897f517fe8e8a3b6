"""What all workers counted, and what the catalog holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import get_args

import exporterhub
from exporterhub.errors import Severity
from exporterhub.exposition import Family, Sample
from exporterhub.hub.documents import TIERS
from exporterhub.hub.library import Library
from exporterhub.hub.metrics._meter import Metrics
from exporterhub.hub.metrics._place import Place
from exporterhub.toolkit import Scrape
from exporterhub.toolkit.multiprocess import MultiprocessCollector, families

__all__ = ["Catalogue", "Counted"]

_STARTS = "exporterhub_worker_starts"
_RESTARTS = "exporterhub_worker_restarts"


class Counted:
    """The families of the counters: of all processes that share a place, or of this one."""

    name = "counters"
    may_block = True

    def __init__(self, place: Place, metrics: Metrics | None = None) -> None:
        self._workers = place.workers
        self._shared = MultiprocessCollector(place.folder) if place.folder else None
        self._own = metrics

    def collect(self, scrape: Scrape) -> Iterator[Family]:
        """Every family; the starts of workers become those in the place of others that ended."""
        found = self._shared.collect(scrape) if self._shared else self._of_this_process()
        for family in sorted(found, key=lambda family: family.name):
            yield self._restarts(family) if family.name == _STARTS else family

    def _of_this_process(self) -> Iterable[Family]:
        for cells in self._own.store.all if self._own else ():
            yield from families(cells.values())

    def _restarts(self, family: Family) -> Family:
        again = max(0.0, sum(sample.value for sample in family.samples) - self._workers)
        text = "Workers started in the place of one that had ended."
        return Family(_RESTARTS, "counter", text, "", (Sample(f"{_RESTARTS}_total", {}, again),))


class Catalogue:
    """Which version this is and what it offers; read once, as the catalog is."""

    name = "catalog"
    may_block = False

    def __init__(self, library: Library) -> None:
        self._families = tuple(_of(library))

    def collect(self, scrape: Scrape) -> Iterable[Family]:  # noqa: ARG002 - nothing is read
        """Four families."""
        return self._families


def _of(library: Library) -> Iterator[Family]:
    yield _info({"version": exporterhub.__version__})
    tiers = Counter[str](item.tier for item in library.by_name)
    yield _gauges("exporterhub_catalog_entries", "Entries of the catalog, by tier.", "tier", tiers, TIERS)
    recordings = float(library.totals["recordings"])
    name = "exporterhub_catalog_recordings"
    yield Family(name, "gauge", "Recorded pages in the catalog.", "", (Sample(name, {}, recordings),))
    findings = Counter[str](finding.severity for finding in library.catalog.findings)
    yield _gauges(
        "exporterhub_catalog_findings",
        "What was wrong with files of the catalog when it was read, by severity.",
        "severity",
        findings,
        get_args(Severity),
    )


def _info(labels: dict[str, str]) -> Family:
    name = "exporterhub_build_info"
    return Family(name, "gauge", "The version of exporterhub that made this page.", "", (Sample(name, labels, 1.0),))


def _gauges(name: str, text: str, label: str, counts: Counter[str], values: Iterable[str]) -> Family:
    samples = tuple(Sample(name, {label: value}, float(counts[value])) for value in values)
    return Family(name, "gauge", text, "", samples)

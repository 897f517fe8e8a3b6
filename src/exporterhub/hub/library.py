"""The catalog as the hub uses it: read once, summed up once, searched through the index."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from time import perf_counter

from exporterhub.catalog import Catalog, Entry, Index, default_folders, load, open_index
from exporterhub.catalog import summary as standing
from exporterhub.hub.documents import (
    TIERS,
    Explainer,
    ExporterDocument,
    FacetCount,
    Facets,
    Summary,
    TierMeaning,
    exporter_document,
    install_document,
    summary,
)
from exporterhub.hub.install import Choices, plan
from exporterhub.hub.query import FACETS, SearchQuery, counted
from exporterhub.hub.symptoms import Symptoms
from exporterhub.messages import say

__all__ = ["Library", "open_library"]

_TIER_ORDER = {tier: position for position, tier in enumerate(TIERS)}


class Library:
    """Entries, their summaries, and search over them."""

    def __init__(self, catalog: Catalog, index: Callable[[], Index]) -> None:
        self.catalog = catalog
        self._open_index = index
        self.summaries = {slug: summary(entry) for slug, entry in catalog.entries.items()}
        self._by_name = sorted(self.summaries.values(), key=lambda item: item.name.lower())
        self._json = {slug: _json(item) for slug, item in self.summaries.items()}
        self.explainer = Explainer(catalog)
        self.timed: Callable[[float], None] = lambda _: None  # is told the seconds that a search for words took
        self.symptoms = Symptoms(catalog)
        self._whole = lru_cache(maxsize=128)(self._make)

    @property
    def by_name(self) -> list[Summary]:
        """All summaries, by name."""
        return self._by_name

    @cached_property
    def index(self) -> Index:
        """Opened at first use: an SQLite connection must not be carried over into a forked worker."""
        return self._open_index()

    def entry(self, slug: str) -> Entry | None:
        """The entry, or None."""
        return self.catalog.entries.get(slug)

    def alternatives(self, slug: str) -> list[Summary]:
        """Other exporters for the same technology, the best first; two endpoints that are built in are no choice."""
        own = self.summaries[slug]
        others = [
            item
            for item in self._by_name
            if item.technology == own.technology and item.slug != slug and {item.kind, own.kind} != {"built-in"}
        ]
        return sorted(others, key=_standing)

    @cached_property
    def choices(self) -> list[list[Summary]]:
        """The technologies that have several exporters to choose from, by name."""
        found: dict[str, list[Summary]] = {}
        for item in self._by_name:
            if others := self.alternatives(item.slug):
                found.setdefault(item.technology, sorted([item, *others], key=_standing))
        return [found[technology] for technology in sorted(found, key=str.lower)]

    def document(self, entry: Entry, choices: Choices | None = None) -> ExporterDocument:
        """Everything about an entry; only the install commands depend on the choices."""
        whole = self._whole(entry.slug)
        if choices is None or choices == Choices():
            return whole
        return whole.model_copy(update={"install": install_document(plan(entry, choices))})

    def _make(self, slug: str) -> ExporterDocument:
        return exporter_document(self.catalog.entries[slug])

    def search(self, query: SearchQuery, popular: Mapping[str, int] | None = None) -> list[Summary]:
        """Summaries that fit, in the order asked for; ``popular`` has the views by slug, for that order."""
        return _ordered([item for item in self._matches(query.q) if query.fits(item)], query.order, popular or {})

    def first(self, query: SearchQuery, limit: int, popular: Mapping[str, int] | None = None) -> list[Summary]:
        """The first of those that ``search`` gives; by relevance the index finds no more than that."""
        if not query.q or query.order != "relevance":
            return self.search(query, popular)[:limit]
        return self._matches(query.q, limit, **dict(query.chosen))

    def facets(self, query: SearchQuery) -> Facets:
        """Counts for each facet's values, under the words and the choices made in the other facets."""
        matches = self._matches(query.q)
        counts = {
            name: counted(getattr(item, name) for item in matches if query.fits(item, but=name)) for name in FACETS
        }
        counts["tier"].sort(key=lambda pair: -_TIER_ORDER[pair[0]])  # type: ignore[index]
        return Facets(
            **{name: [FacetCount(value=value, count=count) for value, count in pairs] for name, pairs in counts.items()}
        )

    def json_list(self, items: Sequence[Summary]) -> bytes:
        """The items as a JSON array, from bytes made beforehand."""
        return b"[" + b",".join(_json(item) if item.why else self._json[item.slug] for item in items) + b"]"

    def tiers(self) -> list[TierMeaning]:
        """What the tiers mean, and how many entries reached each."""
        reached = [_TIER_ORDER[item.tier] for item in self._by_name]
        return [
            TierMeaning(
                tier=tier,
                meaning=meaning,
                requires=list(requires),
                exporters=sum(order >= _TIER_ORDER[tier] for order in reached),
            )
            for tier, (meaning, requires) in TIERS.items()
        ]

    @cached_property
    def totals(self) -> dict[str, int]:
        """Numbers for the home page."""
        return {
            "exporters": len(self.summaries),
            "recordings": sum(item.recordings for item in self._by_name),
            "metrics": sum(item.metrics for item in self._by_name),
            "alerts": sum(item.alerts for item in self._by_name),
            "fired": standing(self.catalog)["alerts"]["fault_proven"],
        }

    def _matches(self, words: str, limit: int | None = None, **chosen: str) -> list[Summary]:
        """By relevance, those with the chosen values; all by name where there are no words."""
        if not words:
            return self._by_name
        begun = perf_counter()
        hits = self.index.search(words, limit=limit or len(self.summaries), **chosen)  # type: ignore[arg-type]
        self.timed(perf_counter() - begun)
        return [_because(self.summaries[hit.slug], hit.why) for hit in hits if hit.slug in self.summaries]


def open_library(folders: Sequence[Path] | None = None) -> Library:
    """Read the catalog folders (those that come with the program unless given) and open their index.

    Raises BadInput for a folder that cannot be read.
    """
    chosen = list(folders) if folders else default_folders()
    library = Library(load(chosen), partial(open_index, chosen))
    open_index(chosen).close()  # built now, so that workers do not build it all at once
    return library


def _json(item: Summary) -> bytes:
    return json.dumps(item.model_dump(), ensure_ascii=False, separators=(",", ":")).encode()


def _because(item: Summary, why: str) -> Summary:
    return item.model_copy(update={"why": _reason(why)}) if why else item


def _reason(why: str) -> str:
    """The index's reason as a message; it makes plain text, so that starting to search costs nothing."""
    kind, _, name = why.partition(" ")
    if "_" in name:
        if kind == "metric":
            return say("metric %(name)s", name=name)
        if kind == "metrics":
            return say("metrics %(name)s", name=name)
    return why


def _standing(item: Summary) -> tuple[int, bool, int, str]:
    """By tier; among equals those with more to take home and more evidence first."""
    return (-_TIER_ORDER[item.tier], not item.alerts, -item.recordings, item.name.lower())


def _ordered(items: list[Summary], order: str, popular: Mapping[str, int]) -> list[Summary]:
    if order == "relevance":
        return items
    if order == "name":
        return sorted(items, key=lambda item: item.name.lower())
    if order == "tier":
        return sorted(items, key=_standing)
    if order == "popular":
        return sorted(items, key=lambda item: (-popular.get(item.slug, 0), *_standing(item)))
    return sorted(items, key=lambda item: (-getattr(item, order), item.name.lower()))

"""Exporters side by side, and which one is to be preferred, with reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pydantic import Field

from exporterhub.catalog import Entry
from exporterhub.hub.documents.base import Document
from exporterhub.hub.documents.models import ExporterDocument
from exporterhub.hub.documents.numbers import shown
from exporterhub.hub.documents.preview import preview_runs
from exporterhub.hub.documents.tiers import ORDER

__all__ = ["Comparison", "compare"]


class ComparedRow(Document):
    """One thing compared: a value of each exporter, in their order."""

    label: str
    values: list[str]
    best: list[int] = Field(description="Positions of the values that speak for their exporter")


class Comparison(Document):
    """Exporters side by side."""

    exporters: list[str]
    rows: list[ComparedRow]
    preferred: str = Field(description="The slug of the one to take where nothing speaks against it; empty for a draw")
    reasons: list[str]


Measure = Callable[[ExporterDocument, Mapping[str, float]], float | None]
"""A value of an exporter, from its document and what it cost in the lab."""


def compare(entries: Sequence[Entry], documents: Sequence[ExporterDocument]) -> Comparison:
    """Two or more exporters, compared by facts, recordings and what the lab measured."""
    pairs = list(zip(entries, documents, strict=True))
    rows = [
        ComparedRow(label=label, values=[text(entry, document) for entry, document in pairs], best=[])
        for label, text in _FACTS
    ]
    points = [0] * len(pairs)
    footprints = [_footprint(entry) for entry in entries]
    reasons: list[tuple[int, str]] = []
    for label, measure, form, more_is_better, weight, reason in _MEASURES:
        values = [measure(*pair) for pair in zip(documents, footprints, strict=True)]
        best = _best(values, more=more_is_better)
        rows.append(ComparedRow(label=label, values=[form(value) for value in values], best=best))
        for place in best:
            points[place] += weight
            if reason:
                reasons.append((place, reason))
    winners = [place for place, sum_ in enumerate(points) if sum_ == max(points)]
    preferred = documents[winners[0]].slug if len(winners) == 1 else ""
    return Comparison(
        exporters=[document.slug for document in documents],
        rows=rows,
        preferred=preferred,
        reasons=[reason for place, reason in reasons if preferred and place == winners[0]],
    )


def _best(values: Sequence[float | None], *, more: bool) -> list[int]:
    """Positions of the best value, none where all are the same or only one is known."""
    known = [value for value in values if value is not None]
    if len(known) < 2 or len(set(known)) == 1:
        return []
    best = max(known) if more else min(known)
    return [place for place, value in enumerate(values) if value == best]


def _footprint(entry: Entry) -> dict[str, float]:
    """What the exporter cost in the first run in which that was measured."""
    return next((run["footprint"] for run in preview_runs(entry).values() if run.get("footprint")), {})


def _measured(name: str) -> Measure:
    return lambda _, footprint: footprint.get(name)


def _count(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _tier(value: float | None) -> str:
    return ORDER[int(value or 0)]


def _alive(value: float | None) -> str:
    return "maintained" if value == 1 else "archived" if value == 0 else "unknown"


def _status(document: ExporterDocument, _: Mapping[str, float]) -> float | None:
    return {"maintained": 1.0, "archived": 0.0}.get(document.status)


_FACTS: tuple[tuple[str, Callable[[Entry, ExporterDocument], str]], ...] = (
    ("Monitors", lambda _, document: document.technology),
    ("Kind", lambda _, document: document.kind),
    ("Maintained by", lambda _, document: document.maintainer),
    ("Licence", lambda _, document: document.license or "–"),
    ("Language", lambda entry, _: entry.exporter.language or "–"),
    ("Versions recorded", lambda _, document: ", ".join(document.recorded_versions) or "–"),
    ("Last recorded", lambda _, document: max((one.date for one in document.recorded), default="–")),
)
_MEASURES: tuple[tuple[str, Measure, Callable[[float | None], str], bool, int, str], ...] = (
    ("State", _status, _alive, True, 8, "it is maintained"),
    ("Tier", lambda document, _: float(ORDER.index(document.tier)), _tier, True, 4, "more of it is proven"),
    ("Metric families", lambda document, _: float(document.metrics) or None, _count, True, 1, "it exposes more"),
    ("Alerts", lambda document, _: float(document.alerts), _count, True, 2, "it has more alerts"),
    (
        "Alerts seen to fire",
        lambda document, _: float(sum(bool(rule.fired) for rule in document.rules)),
        _count,
        True,
        2,
        "more of its alerts were seen to fire",
    ),
    (
        "Dashboard panels",
        lambda document, _: float(document.dashboard.panels) if document.dashboard else 0.0,
        _count,
        True,
        1,
        "",
    ),
    ("CPU per scrape", _measured("cpu_seconds"), lambda value: shown(value, "s"), False, 1, "a scrape costs less"),
    ("Memory", _measured("memory_bytes"), lambda value: shown(value, "bytes"), False, 1, "it needs less memory"),
    ("Page", _measured("page_bytes"), lambda value: shown(value, "bytes"), False, 0, ""),
    ("Samples of a page", _measured("samples"), _count, False, 0, ""),
)

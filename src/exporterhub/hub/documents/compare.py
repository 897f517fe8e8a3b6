"""Exporters side by side, and which one is to be preferred, with reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pydantic import Field

from exporterhub.catalog import Entry
from exporterhub.hub.documents.base import Document, Told
from exporterhub.hub.documents.models import ExporterDocument
from exporterhub.hub.documents.numbers import shown
from exporterhub.hub.documents.preview import preview_runs
from exporterhub.hub.documents.tiers import ORDER
from exporterhub.messages import Day, named, say

__all__ = ["Comparison", "compare"]


class ComparedRow(Document):
    """One thing compared: a value of each exporter, in their order."""

    label: Told
    values: list[Told]
    best: list[int] = Field(description="Positions of the values that speak for their exporter")


class Comparison(Document):
    """Exporters side by side."""

    exporters: list[str]
    rows: list[ComparedRow]
    alternatives: bool = Field(description="Whether they monitor the same thing, so that one may replace the other")
    preferred: str = Field(
        description="The slug of the one to take where nothing speaks against it; empty for a draw, and where they are "
        "no alternatives"
    )
    reasons: list[Told]


Measure = Callable[[ExporterDocument, Mapping[str, float]], float | None]
"""A value of an exporter, from its document and what it cost in the lab."""


def compare(entries: Sequence[Entry], documents: Sequence[ExporterDocument]) -> Comparison:
    """Two or more exporters, compared by facts, recordings and what the lab measured.

    One is preferred, and values are called better, only where one may replace the other: what monitors different things
    is needed side by side.
    """
    pairs = list(zip(entries, documents, strict=True))
    alternatives = _alternatives(documents)
    rows = [
        ComparedRow(label=label, values=[text(entry, document) for entry, document in pairs], best=[])
        for label, text in _FACTS
    ]
    points = [0] * len(pairs)
    footprints = [_footprint(entry) for entry in entries]
    reasons: list[tuple[int, str]] = []
    for label, measure, form, more_is_better, weight, reason in _MEASURES:
        values = [measure(*pair) for pair in zip(documents, footprints, strict=True)]
        best = _best(values, more=more_is_better) if alternatives else []
        rows.append(ComparedRow(label=label, values=[form(value) for value in values], best=best))
        for place in best:
            points[place] += weight
            if reason:
                reasons.append((place, reason))
    winners = [place for place, sum_ in enumerate(points) if sum_ == max(points)]
    preferred = documents[winners[0]].slug if alternatives and len(winners) == 1 else ""
    return Comparison(
        exporters=[document.slug for document in documents],
        rows=rows,
        alternatives=alternatives,
        preferred=preferred,
        reasons=[reason for place, reason in reasons if preferred and place == winners[0]],
    )


def _alternatives(documents: Sequence[ExporterDocument]) -> bool:
    """One technology, and not all built into programs: what programs say of themselves, no other program says."""
    technologies = {document.technology.casefold() for document in documents}
    return len(technologies) == 1 and any(document.kind != "built-in" for document in documents)


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
    return named("tier", ORDER[int(value or 0)])


def _alive(value: float | None) -> str:
    status = "maintained" if value == 1 else "archived" if value == 0 else "unknown"
    return named("status", status)


def _status(document: ExporterDocument, _: Mapping[str, float]) -> float | None:
    return {"maintained": 1.0, "archived": 0.0}.get(document.status)


_FACTS: tuple[tuple[str, Callable[[Entry, ExporterDocument], str]], ...] = (
    (say("Monitors"), lambda _, document: document.technology),
    (say("Kind"), lambda _, document: named("kind", document.kind)),
    (say("Maintained by"), lambda _, document: named("maintainer", document.maintainer)),
    (say("Licence"), lambda _, document: document.license or "–"),
    (named("compare", "Language"), lambda entry, _: entry.exporter.language or "–"),
    (say("Versions recorded"), lambda _, document: ", ".join(document.recorded_versions) or "–"),
    (say("Last recorded"), lambda _, document: Day(max((one.date for one in document.recorded), default="–"))),
)
_MEASURES: tuple[tuple[str, Measure, Callable[[float | None], str], bool, int, str], ...] = (
    (say("State"), _status, _alive, True, 8, say("it is maintained")),
    (say("Tier"), lambda document, _: float(ORDER.index(document.tier)), _tier, True, 4, say("more of it is proven")),
    (
        say("Metric families"),
        lambda document, _: float(document.metrics) or None,
        _count,
        True,
        1,
        say("it exposes more"),
    ),
    (say("Alerts"), lambda document, _: float(document.alerts), _count, True, 2, say("it has more alerts")),
    (
        say("Alerts seen to fire"),
        lambda document, _: float(sum(bool(rule.fired) for rule in document.rules)),
        _count,
        True,
        2,
        say("more of its alerts were seen to fire"),
    ),
    (
        say("Dashboard panels"),
        lambda document, _: float(document.dashboard.panels) if document.dashboard else 0.0,
        _count,
        True,
        1,
        "",
    ),
    (
        say("CPU per scrape"),
        _measured("cpu_seconds"),
        lambda value: shown(value, "s"),
        False,
        1,
        say("a scrape costs less"),
    ),
    (
        say("Memory"),
        _measured("memory_bytes"),
        lambda value: shown(value, "bytes"),
        False,
        1,
        say("it needs less memory"),
    ),
    (named("compare", "Page"), _measured("page_bytes"), lambda value: shown(value, "bytes"), False, 0, ""),
    (say("Samples of a page"), _measured("samples"), _count, False, 0, ""),
)

"""The metrics of an exporter: the inventories of its recordings, joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from exporterhub.catalog import Recording, is_runtime
from exporterhub.hub.documents.models import MetricDocument
from exporterhub.hub.install import version_key

__all__ = ["by_age", "metrics_of"]


def by_age(recordings: Sequence[Recording]) -> list[Recording]:
    """Oldest exporter version first."""
    return sorted(recordings, key=lambda recording: (version_key(recording.version), recording.name))


def metrics_of(recordings: Sequence[Recording]) -> list[MetricDocument]:
    """One document per family name, sorted: facts from the newest recording that has it, labels from all of them."""
    joined: dict[str, dict[str, Any]] = {}
    for recording in by_age(recordings):
        for family in recording.inventory().families.values():
            known = joined.setdefault(family.name, {"labels": set(), "samples": [], "versions": [], "recordings": []})
            known |= {"type": family.type, "unit": family.unit, "help": family.help or known.get("help", "")}
            known["series"] = max(recording.trimmed.get(family.name, 0), family.series)
            known["labels"].update(family.labels)
            known["samples"] = list(family.sample_names)
            known["recordings"].append(recording.name)
            if recording.version not in known["versions"]:
                known["versions"].append(recording.version)
    return [_document(name, known) for name, known in sorted(joined.items())]


def _document(name: str, known: dict[str, Any]) -> MetricDocument:
    return MetricDocument(
        name=name,
        type=known["type"],
        unit=known["unit"],
        help=known["help"],
        labels=sorted(known["labels"]),
        series=known["series"],
        sample_names=known["samples"],
        versions=known["versions"],
        recordings=known["recordings"],
        runtime=is_runtime(name),
    )

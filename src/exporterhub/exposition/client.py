"""Families of the official ``prometheus_client`` library, as families of this package.

Reads attributes only, so the library need not be importable here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, SupportsFloat

from .model import Exemplar, Family, Sample

__all__ = ["ClientMetric", "from_client"]


class ClientMetric(Protocol):
    """What ``prometheus_client`` calls a Metric."""

    name: str
    documentation: str
    type: str
    unit: str
    samples: Sequence[Any]


class _ClientExemplar(Protocol):
    labels: Mapping[str, str]
    value: SupportsFloat
    timestamp: SupportsFloat | None


def from_client(metrics: Iterable[ClientMetric]) -> Iterator[Family]:
    """Families from what a registry's ``collect()`` yields. Native histograms, which have no text form, are left out."""
    for metric in metrics:
        samples = tuple(_sample(sample) for sample in metric.samples if sample.value is not None)
        yield Family(metric.name, metric.type, metric.documentation, metric.unit, samples)


def _sample(sample: Any) -> Sample:
    timestamp = None if sample.timestamp is None else float(sample.timestamp)
    exemplar = _exemplar(sample.exemplar) if sample.exemplar else None
    return Sample(sample.name, sample.labels, float(sample.value), timestamp, exemplar)


def _exemplar(exemplar: _ClientExemplar) -> Exemplar:
    timestamp = None if exemplar.timestamp is None else float(exemplar.timestamp)
    return Exemplar(exemplar.labels, float(exemplar.value), timestamp)

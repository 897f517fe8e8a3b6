"""Families of the official ``prometheus_client`` library, as families of this package.

Reads attributes only, so the library need not be importable here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from typing import Any, Protocol, SupportsFloat

from .model import Exemplar, Family, Sample

__all__ = ["ClientMetric", "from_client"]


class ClientMetric(Protocol):
    """What ``prometheus_client`` calls a Metric."""

    @property
    def name(self) -> str: ...
    @property
    def documentation(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def samples(self) -> Sequence[Any]: ...


class _ClientExemplar(Protocol):
    labels: Mapping[str, str]
    value: SupportsFloat
    timestamp: SupportsFloat | None


def from_client(metrics: Iterable[ClientMetric]) -> Iterator[Family]:
    """Families from what a registry's ``collect()`` yields. Native histograms have no text form and are left out."""
    for metric in metrics:
        samples = tuple(_samples(metric.samples)) if metric.samples else ()
        yield Family(metric.name, metric.type, metric.documentation, metric.unit, samples)


def _samples(samples: Sequence[Any]) -> Iterable[Sample]:
    names, labels, values, timestamps, exemplars = islice(zip(*samples, strict=True), 5)
    if timestamps.count(None) == exemplars.count(None) == len(samples) and None not in values:
        # What is done below, for all samples at once: those of most registries are such.
        plain = zip(names, labels, map(float, values), timestamps, exemplars, strict=True)
        return map(tuple.__new__, repeat(Sample), plain)
    return [_sample(sample) for sample in samples if sample.value is not None]


def _sample(sample: Any) -> Sample:
    timestamp = None if sample.timestamp is None else float(sample.timestamp)
    exemplar = _exemplar(sample.exemplar) if sample.exemplar else None
    return Sample(sample.name, sample.labels, float(sample.value), timestamp, exemplar)


def _exemplar(exemplar: _ClientExemplar) -> Exemplar:
    timestamp = None if exemplar.timestamp is None else float(exemplar.timestamp)
    return Exemplar(exemplar.labels, float(exemplar.value), timestamp)

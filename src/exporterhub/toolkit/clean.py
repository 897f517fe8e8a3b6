"""Families that can be put on a page, from whatever collectors give: what is wrong is left out, counted and told.

One sample that cannot be written must not cost the page: Prometheus would lose all metrics for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from exporterhub.exposition import Exemplar, Family, Sample, merge

__all__ = ["Report", "Trusted", "clean", "distinct", "trusted"]

Report = Callable[[str, int, str], None]  # reason ("invalid", "duplicate"), number of samples, what to tell

_TYPES = frozenset(
    ("counter", "gauge", "histogram", "summary", "untyped", "unknown", "info", "stateset", "gaugehistogram")
)


class Trusted(Family):
    """A family that is known to be fit for a page, with each series once: it is not looked through."""

    __slots__ = ()


def trusted(metric: Any) -> Trusted:
    """A metric of ``prometheus_client``'s own classes, which check what they are given."""
    samples = tuple(
        [
            Sample(name, labels, value, timestamp, _exemplar(exemplar) if exemplar else None)
            for name, labels, value, timestamp, exemplar, *_ in metric.samples
            if value is not None
        ]
    )
    return Trusted(metric.name, metric.type, metric.documentation, metric.unit, samples)


def clean(metrics: Iterable[Any], report: Report) -> Iterator[Family]:
    """Families of ``exposition``, or Metrics of ``prometheus_client``, without the samples that no page can hold.

    Native histograms, which have no text form, are left out without a word. What ``metrics`` raises is passed on.
    """
    for metric in metrics:
        if isinstance(metric, Trusted):
            yield metric
            continue
        try:
            family = _family(metric, report)
        except (TypeError, ValueError, AttributeError) as error:
            report("invalid", 1, f"a collector gave no family: {error}")
            continue
        if family is not None:
            yield family


def _family(metric: Any, report: Report) -> Family | None:
    samples: list[Sample] = []
    wrong, said = 0, ""
    for sample in metric.samples:
        if sample.value is None:
            continue
        try:
            samples.append(_sample(sample))
        except (TypeError, ValueError, AttributeError) as error:
            wrong, said = wrong + 1, str(error)
    name = str(metric.name)
    if wrong:
        report("invalid", wrong, f"{wrong} samples of {name!r} cannot be exposed: {said}")
    if not name or (wrong and not samples):
        return None
    text = metric.documentation if hasattr(metric, "documentation") else metric.help
    kind = metric.type if metric.type in _TYPES else "untyped"
    return Family(name, kind, str(text or ""), str(metric.unit or ""), tuple(samples))


def distinct(families: Sequence[Family], report: Report) -> list[Family]:
    """Each name once and each series once; what comes a second time is dropped."""
    every = [
        family if family.samples.__class__ is tuple else family._replace(samples=tuple(family.samples))
        for family in families
    ]
    if len({family.name for family in every}) == len(every) and all(map(_without_duplicates, every)):
        return every
    before = sum(len(family.samples) for family in every)
    told: list[str] = []
    merged = merge(every, on_finding=lambda finding: told.append(finding.message))
    dropped = before - sum(len(family.samples) for family in merged)
    for message in told[:-1]:
        report("duplicate", 0, message)
    if told:
        report("duplicate", dropped, told[-1])
    return merged


def _without_duplicates(family: Family) -> bool:
    """Quickly, and for sure only where all samples have their labels in one order; else False."""
    samples = family.samples
    if len(samples) < 2 or isinstance(family, Trusted):
        return True
    keys = {(sample[0], tuple(sample[1].items()), sample[3]) for sample in samples}
    if len(keys) < len(samples):
        return False
    orders = {tuple(sample[1]) for sample in samples}
    return len(orders) == len({frozenset(order) for order in orders})


def _sample(sample: Any) -> Sample:
    name, labels, value = sample.name, sample.labels, sample.value
    if not isinstance(name, str) or not name:
        raise TypeError(f"a sample's name is {name!r}")
    if not isinstance(labels, Mapping):
        raise TypeError(f"the labels of {name!r} are no mapping")
    for label, content in labels.items():
        if not (isinstance(label, str) and label and isinstance(content, str)):
            raise TypeError(f"label {label!r} of {name!r} is {type(content).__name__}, not text")
    timestamp = None if sample.timestamp is None else float(sample.timestamp)
    return Sample(name, labels, float(value), timestamp, _exemplar(sample.exemplar))


def _exemplar(exemplar: Any) -> Exemplar | None:
    """An exemplar is an extra: without it the sample still counts."""
    if not exemplar:
        return None
    try:
        timestamp = None if exemplar.timestamp is None else float(exemplar.timestamp)
        labels = {str(key): str(value) for key, value in exemplar.labels.items()}
        return Exemplar(labels, float(exemplar.value), timestamp)
    except (TypeError, ValueError, AttributeError):
        return None

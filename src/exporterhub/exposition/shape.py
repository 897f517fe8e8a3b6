"""How a family is written in a format: under which name and type, and which of its samples.

The two formats name the same things differently. In text a counter's family carries its samples' name, in OpenMetrics
it is the name without ``_total``; info, stateset and gauge histograms exist in OpenMetrics only; the start time of a
counter (``_created``) is left out of text, where it would be a metric of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .model import Family, Sample

__all__ = ["Written", "written"]

_TEXT_TYPE = {"unknown": "untyped", "info": "gauge", "stateset": "gauge", "gaugehistogram": "histogram"}
_HAS_CREATED = frozenset({"counter", "histogram", "summary"})


class Written(NamedTuple):
    """A family as it stands on the page."""

    name: str
    type: str
    help: str
    unit: str
    samples: Sequence[Sample]


def written(family: Family, *, openmetrics: bool) -> list[Written]:
    """The families of the page that a family becomes: one, but for gauge histograms in text."""
    kind = family.type
    if kind == "gauge" and not (openmetrics and family.unit):
        return [Written(family.name, kind, family.help, "", family.samples)]
    if openmetrics:
        return [_in_openmetrics(family)]
    return _gauge_histogram(family) if kind == "gaugehistogram" else [_in_text(family)]


def _in_openmetrics(family: Family) -> Written:
    name, kind = family.name, family.type
    if kind == "untyped":
        kind = "unknown"
    elif kind == "counter" and family.samples:
        name, kind = _counter(name, {sample[0] for sample in family.samples})
    unit = family.unit if family.unit and name.endswith(f"_{family.unit}") else ""
    return Written(name, kind, family.help, unit, family.samples)


def _counter(name: str, names: set[str]) -> tuple[str, str]:
    """A counter whose samples do not end with ``_total`` keeps its name, and is of unknown type (as in Go)."""
    for base in (name, name.removesuffix("_total")):
        if names <= {f"{base}_total", f"{base}_created"}:
            return base, "counter"
    return name, "unknown"


def _in_text(family: Family) -> Written:
    name, kind, samples = family.name, family.type, family.samples
    names = {sample[0] for sample in samples}
    if kind in _HAS_CREATED:
        created = f"{name.removesuffix('_total')}_created" if kind == "counter" else f"{name}_created"
        if created in names:
            samples = [sample for sample in samples if sample[0] != created]
    if kind == "counter" and name not in names and f"{name}_total" in names:
        name += "_total"
    elif kind == "info" and f"{name}_info" in names:
        name += "_info"
    return Written(name, _TEXT_TYPE.get(kind, kind), family.help, "", samples)


def _gauge_histogram(family: Family) -> list[Written]:
    apart = {f"{family.name}_gcount", f"{family.name}_gsum"}
    buckets = [sample for sample in family.samples if sample.name not in apart]
    parts = [Written(family.name, "histogram", family.help, "", buckets)]
    for name in sorted(apart):
        samples = [sample for sample in family.samples if sample.name == name]
        if samples:
            parts.append(Written(name, "gauge", family.help, "", samples))
    return parts

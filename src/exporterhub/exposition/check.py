"""What Prometheus takes but does not keep as meant, seen on a whole family."""

from __future__ import annotations

from collections.abc import Iterable

from exporterhub.messages import say

from .floats import canonical_bound
from .model import Family, Sample
from .report import Report

__all__ = ["check_family", "series_key"]

_BOUNDS = {"histogram": "le", "gaugehistogram": "le", "summary": "quantile"}
_EXEMPLAR_CHARACTERS = 128  # OpenMetrics 1.0, "Exemplars"


def check_family(family: Family, report: Report, *, openmetrics: bool) -> None:
    """Warn of what is odd about a family; ``report.line`` is at most a little past its end."""
    _duplicates(family, report)
    if family.type in ("histogram", "gaugehistogram"):
        _infinite_buckets(family, report)
    if openmetrics:
        _counter_names(family, report)
        _exemplars(family, report)


def series_key(sample: Sample, bound: str | None = None) -> tuple[str, frozenset[tuple[str, str]]]:
    """What tells one series from another: the name and the labels, with the label ``bound`` in canonical form."""
    labels = sample.labels
    if bound and bound in labels:
        labels = {**labels, bound: canonical_bound(labels[bound])}
    return sample.name, frozenset(labels.items())


def _duplicates(family: Family, report: Report) -> None:
    bound = _BOUNDS.get(family.type)
    seen: set[tuple[str, frozenset[tuple[str, str]], float | None]] = set()
    repeated = 0
    for sample in family.samples:
        key = (*series_key(sample, bound), sample.timestamp)
        repeated += key in seen
        seen.add(key)
    if repeated:
        report.warn(
            "exposition/duplicate-series",
            say(
                "series of %(name)s are exposed more than once (%(count)s repeated)",
                name=repr(family.name),
                count=str(repeated),
            ),
            say("Expose each set of labels once: Prometheus keeps the first sample and drops the others."),
        )


def _infinite_buckets(family: Family, report: Report) -> None:
    buckets = f"{family.name}_bucket"
    groups: dict[frozenset[tuple[str, str]], bool] = {}
    for sample in family.samples:
        if sample.name == buckets and "le" in sample.labels:
            rest = frozenset(item for item in sample.labels.items() if item[0] != "le")
            infinite = canonical_bound(sample.labels["le"]) == "+Inf"
            groups[rest] = groups.get(rest, False) or infinite
    _warn_of(
        sum(not complete for complete in groups.values()),
        report,
        "exposition/no-infinite-bucket",
        say('histograms of %(name)s without a bucket le="+Inf"', name=repr(family.name)),
        say("Expose the bucket of all observations: histogram_quantile() needs it."),
    )


def _counter_names(family: Family, report: Report) -> None:
    if family.type != "counter":
        return
    known = {f"{family.name}_total", f"{family.name}_created"}
    wrong = sorted({sample.name for sample in family.samples} - known)
    if wrong:
        report.warn(
            "exposition/counter-without-total",
            say("counter %(name)s has the sample %(sample)s", name=repr(family.name), sample=repr(wrong[0])),
            say(
                "In OpenMetrics the samples of a counter are named family + '_total': %(name)s.",
                name=f"{family.name}_total",
            ),
        )


def _exemplars(family: Family, report: Report) -> None:
    carriers = {
        "counter": f"{family.name}_total",
        "histogram": f"{family.name}_bucket",
        "gaugehistogram": f"{family.name}_bucket",
    }
    allowed = carriers.get(family.type, "")
    misplaced = too_long = 0
    for sample in _with_exemplar(family.samples):
        misplaced += sample.name != allowed
        labels = sample.exemplar.labels if sample.exemplar else {}
        too_long += sum(len(name) + len(value) for name, value in labels.items()) > _EXEMPLAR_CHARACTERS
    _warn_of(
        misplaced,
        report,
        "exposition/misplaced-exemplar",
        say("exemplars in %(name)s on samples that cannot have one", name=repr(family.name)),
        say("Only the _total of counters and the _bucket of histograms have exemplars."),
    )
    _warn_of(
        too_long,
        report,
        "exposition/long-exemplar",
        say(
            "exemplars in %(name)s with more than %(limit)s characters of labels",
            name=repr(family.name),
            limit=_EXEMPLAR_CHARACTERS,
        ),
        say("Shorten the labels: Prometheus drops the exemplar."),
    )


def _with_exemplar(samples: Iterable[Sample]) -> Iterable[Sample]:
    return (sample for sample in samples if sample.exemplar)


def _warn_of(count: int, report: Report, check: str, message: str, remedy: str) -> None:
    if count:
        report.warn(check, say("%(problem)s (%(count)s)", problem=message, count=str(count)), remedy)

"""The reverse index: from a metric, an alert or a query to what it means, who exposes it and what reads it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from pydantic import Field
from rapidfuzz import fuzz, process

from exporterhub.catalog import Catalog, Entry
from exporterhub.dashboards import read_dashboard
from exporterhub.hub.documents.base import Document, Told
from exporterhub.hub.documents.metrics import metrics_of
from exporterhub.hub.documents.models import MetricDocument, RuleDocument
from exporterhub.hub.documents.rules import rules_of
from exporterhub.messages import say
from exporterhub.promql import examine
from exporterhub.rules import given_meaning

__all__ = ["MOST_CHARACTERS", "Explainer", "Explanation"]

MOST_CHARACTERS = 5_000
_NAME = re.compile(r"[\w:.-]+")
"""What somebody may have meant as a name, and not as a query."""
_NEAR = 5
_NEAR_ENOUGH = 70


class Exposure(Document):
    """One exporter that exposes a metric."""

    exporter: str = Field(description="The entry's slug")
    name: str
    family: str
    type: str
    unit: str
    help: str
    labels: list[str]
    since: str = Field(description="The oldest recorded version that exposes it")
    versions: list[str]
    missing: list[str] = Field(description="Recorded versions in which no recording has it")
    flags: list[str] = Field(description="The flags it was seen with, where it was never seen without any")
    runtime: bool = Field(description="Of the language runtime, not of the exporter itself")


class Reader(Document):
    """An alert, recording rule or panel that reads a metric."""

    exporter: str
    kind: str = Field(description="alert, record or panel")
    name: str


class MetricExplained(Document):
    """A metric: exporters that expose it, and what reads it."""

    metric: str
    given: Told = Field("", description="What it tells, where Prometheus itself writes it")
    exposed_by: list[Exposure]
    read_by: list[Reader]
    nearest: list[str] = Field(description="Names like it, where no recording has it")


class AlertExplained(Document):
    """An alert of the catalog."""

    exporter: str
    name: str
    rule: RuleDocument


class Explanation(Document):
    """What a text stands for: ``metric``, ``alert``, ``query``, or ``nothing`` that the catalog knows."""

    text: str
    kind: str
    metrics: list[MetricExplained]
    alerts: list[AlertExplained]
    problem: Told = Field("", description="Why the text is no query, where it is none")


class Explainer:
    """Explains names and queries from all recordings, rules and dashboards of a catalog; read at first use."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def explain(self, text: str) -> Explanation:
        """What ``text`` stands for: an alert's name, a metric's name, or a query (each metric of it in turn)."""
        text = text.strip()[:MOST_CHARACTERS]
        alerts = self._alerts.get(text, [])
        if alerts:
            metrics = dict.fromkeys(name for _, rule in alerts for name in examine(rule.expr).metrics)
            found = [AlertExplained(exporter=entry.slug, name=rule.name, rule=rule) for entry, rule in alerts]
            return Explanation(text=text, kind="alert", metrics=list(map(self.metric, metrics)), alerts=found)
        if text in self._exposures:
            return Explanation(text=text, kind="metric", metrics=[self.metric(text)], alerts=[])
        query = examine(text)
        if query.problem is not None or not query.metrics:
            problem = query.problem.message if query.problem is not None else say("it reads no metric")
            near = [self.metric(text)] if _NAME.fullmatch(text) else []
            return Explanation(text=text, kind="nothing", metrics=near, alerts=[], problem=problem)
        metrics_found = [self.metric(name) for name in query.metrics]
        known = any(metric.given or metric.exposed_by or metric.read_by for metric in metrics_found)
        kind = "query" if query.metrics != (text,) else "metric" if known else "nothing"
        return Explanation(text=text, kind=kind, metrics=metrics_found, alerts=[])

    def metric(self, name: str) -> MetricExplained:
        """One metric, by the name of the family or of a sample."""
        exposures = sorted(self._exposures.get(name, ()), key=lambda one: (one.runtime, one.exporter))
        given = given_meaning(name)
        near = [] if exposures or given else self._nearest(name)
        readers = self._readers.get(name, [])
        return MetricExplained(metric=name, given=given, exposed_by=exposures, read_by=readers, nearest=near)

    def names(self) -> list[str]:
        """All metric names."""
        return sorted(self._exposures)

    def _nearest(self, name: str) -> list[str]:
        found = process.extract(name, self._exposures.keys(), scorer=fuzz.ratio, limit=_NEAR, score_cutoff=_NEAR_ENOUGH)
        return [near for near, _, _ in found]

    @cached_property
    def _exposures(self) -> dict[str, list[Exposure]]:
        found: dict[str, list[Exposure]] = defaultdict(list)
        for entry in self._catalog:
            for metric in metrics_of(entry.recordings):
                exposure = _exposure(entry, metric)
                for name in dict.fromkeys([metric.name, *metric.sample_names]):
                    found[name].append(exposure)
        return dict(found)

    @cached_property
    def _readers(self) -> dict[str, list[Reader]]:
        found: dict[str, list[Reader]] = defaultdict(list)
        for entry in self._catalog:
            for reader, expr in _reading(entry):
                for name in examine(expr).metrics:
                    if reader not in found[name]:
                        found[name].append(reader)
        return dict(found)

    @cached_property
    def _alerts(self) -> dict[str, list[tuple[Entry, RuleDocument]]]:
        found: dict[str, list[tuple[Entry, RuleDocument]]] = defaultdict(list)
        for entry in self._catalog:
            for rule in rules_of(entry) if entry.rules else ():
                found[rule.name].append((entry, rule))
        return dict(found)


def _reading(entry: Entry) -> Iterator[tuple[Reader, str]]:
    for rule in entry.rules:
        yield Reader(exporter=entry.slug, kind=rule.kind, name=rule.name), rule.expr
    dashboard, _ = read_dashboard(entry)
    for panel in dashboard.panels if dashboard else ():
        for query in panel.queries:
            yield Reader(exporter=entry.slug, kind="panel", name=panel.title), query.expr


def _exposure(entry: Entry, metric: MetricDocument) -> Exposure:
    having = [recording for recording in entry.recordings if recording.name in metric.recordings]
    always_with = all(recording.flags for recording in having)
    plain = {recording.version for recording in entry.recordings if not recording.flags}
    flags = dict.fromkeys(recording.flags for recording in having) if always_with and plain else {}
    versions = list(dict.fromkeys(recording.version for recording in entry.recordings))
    return Exposure(
        exporter=entry.slug,
        name=entry.exporter.name,
        family=metric.name,
        type=metric.type,
        unit=metric.unit,
        help=metric.help,
        labels=metric.labels,
        since=metric.versions[0],
        versions=metric.versions,
        missing=[version for version in versions if version not in metric.versions],
        flags=list(flags),
        runtime=metric.runtime,
    )

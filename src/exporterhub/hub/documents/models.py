"""The documents of the API. Field descriptions are the reference that ``/api`` shows."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from exporterhub.catalog.models import Kind, Maintainer, Setting, Source, Tier
from exporterhub.hub.documents.base import Document, Told
from exporterhub.hub.documents.panels import DashboardDocument

__all__ = [
    "BlockDocument",
    "CandidateDocument",
    "ExporterDocument",
    "FacetCount",
    "Facets",
    "Fact",
    "FamilyDocument",
    "FindingDocument",
    "Health",
    "Identification",
    "InstallDocument",
    "MethodDocument",
    "MetricDocument",
    "Popular",
    "RecordingDocument",
    "RuleDocument",
    "RuleState",
    "Summary",
    "TierDocument",
    "TierMeaning",
    "Verdict",
]

RuleState = Literal["verified", "missing", "stale", "unchecked"]


class Summary(Document):
    """One exporter, as a list shows it."""

    slug: str = Field(description="Names the entry in addresses")
    name: str
    technology: str = Field(description="What it monitors")
    summary: str
    category: str
    kind: Kind
    maintainer: Maintainer
    tier: Tier
    versions: int = Field(description="Number of exporter versions that were recorded")
    recordings: int
    metrics: int = Field(
        description="Number of metric families over all recordings, without those of the language runtime"
    )
    alerts: int
    port: int | None = None
    license: str = ""
    language: str = ""
    repository: str = ""
    status: str = ""
    icon: str = Field("", description="Slug of the technology's mark in simple-icons; empty where there is none")
    why: Told = Field("", description="In a search: what matched, where it is not the name")


class MetricDocument(Document):
    """One metric family, over all recordings of an exporter."""

    name: str
    type: str
    unit: str
    help: str
    labels: list[str]
    series: int = Field(description="Series in the newest recording that has it")
    sample_names: list[str]
    versions: list[str] = Field(description="Exporter versions that were seen to expose it")
    recordings: list[str]
    runtime: bool = Field(description="Comes from the language runtime or the client library")


class QuietDocument(Document):
    """A healthy service on which an alert kept quiet."""

    recording: str
    seconds: float = Field(description="How long it was watched")


class FiredDocument(Document):
    """A fault that made an alert fire in the lab."""

    fault: str
    recording: str
    seconds: float = Field(description="From the fault to the alert, with the rule's times shortened by the lab")
    resolved: float = Field(description="From the end of the fault to the end of the alert")


class RuleDocument(Document):
    """An alerting or recording rule, and what is known of it."""

    group: str
    name: str
    kind: Literal["alert", "record"]
    expr: str
    for_: str = Field("", serialization_alias="for")
    keep_firing_for: str = ""
    severity: str = ""
    labels: dict[str, str]
    annotations: dict[str, str]
    line: int
    state: RuleState = Field(
        description="verified: all it reads is in the recordings of `resolves`; missing: no recording has all of it; "
        "stale: the rule or the recordings changed since it was checked; unchecked: no evidence yet"
    )
    resolves: list[str] = Field(description="Recordings that have every metric and label it reads")
    missing: list[str] = Field(description="Recordings that lack some of it")
    quiet: list[QuietDocument] = Field(description="Healthy services on which it kept quiet in the lab")
    noisy: list[str] = Field(description="Recordings of the healthy service on which it fired")
    fired: list[FiredDocument] = Field(description="Faults in the lab that made it fire")
    tests: list[str] = Field(description="What its unit tests show: fires, quiet, resolves")
    evidence: list[Told] = Field(description="The same in sentences, the strongest first")


class RecordingDocument(Document):
    """One recorded page."""

    name: str
    exporter: str
    version: str
    target: str
    target_version: str
    suite: str
    run: str
    flags: str
    url: str
    date: str
    content_type: str
    families: int
    samples: int = Field(description="Samples of the page before it was trimmed")
    trimmed: dict[str, int] = Field(description="Families that were cut, and the number of samples they had")


class BlockDocument(Document):
    """Text to copy: shell lines or a file."""

    title: Told
    language: str
    text: str
    file: str = ""
    note: Told = ""


class MethodDocument(Document):
    """One way to install."""

    id: str
    label: Told
    blocks: list[BlockDocument]
    notes: list[Told] = Field(default_factory=list)


class ChoicesDocument(Document):
    """What the commands were made for."""

    host: str
    port: int
    listen: str
    version: str
    arch: str


class InstallDocument(Document):
    """All ways to install, and the scrape job."""

    choices: ChoicesDocument
    asks: list[str] = Field(description="The choices that change anything for this exporter")
    methods: list[MethodDocument]
    scrape: list[BlockDocument]


class TierDocument(Document):
    """How far the entry is proven."""

    tier: Tier
    next: Tier | None
    missing: list[Told] = Field(description="What it lacks for the next tier")


class Fact(Document):
    """Where to find it: one of the things that give the technology away."""

    processes: list[Told]
    ports: list[int]
    images: list[str]


class ExporterDocument(Summary):
    """Everything the hub knows about one exporter."""

    aliases: list[str]
    documentation: str
    successor: str
    path: str
    settings: list[Setting]
    sources: list[Source]
    discover: Fact
    standing: TierDocument
    recorded_versions: list[str] = Field(description="Oldest first")
    install: InstallDocument
    guide: str = Field(description="Markdown (CommonMark with tables)")
    metric_families: list[MetricDocument]
    rules: list[RuleDocument]
    dashboard: DashboardDocument | None
    general_dashboard: DashboardDocument | None = Field(
        description="Where it has no dashboard of its own: what any target shows, by Prometheus itself and by the "
        "client library of its language. It is no evidence, and counts for nothing else"
    )
    recorded: list[RecordingDocument]


class FacetCount(Document):
    """One value of a facet and the number of exporters that have it."""

    value: str
    count: int


class Facets(Document):
    """Counts per value, each facet counted under the choices made in the others."""

    category: list[FacetCount]
    tier: list[FacetCount]
    maintainer: list[FacetCount]
    kind: list[FacetCount]


class TierMeaning(Document):
    """What a tier stands for. Each tier includes the ones before it."""

    tier: Tier
    meaning: Told
    requires: list[Told]
    exporters: int = Field(description="Number of entries that reached at least this tier")


class Health(Document):
    """That the hub works, and what it holds."""

    status: Literal["ok"]
    version: str
    exporters: int
    recordings: int
    findings: int = Field(description="Problems that were found when the catalog was read")
    database: Literal["none", "ok", "unavailable"] = Field(
        "none", description="The state database: none is kept, it works, or it cannot be used and views wait in memory"
    )
    database_problem: str = Field("", description="What is wrong with the database; the log says where it is")


class Popular(Document):
    """How often an exporter's page was read."""

    slug: str
    name: str
    views: int = Field(description="Views in the last `days` days, today (UTC) among them")
    days: int


class FamilyDocument(Document):
    """One family of a page."""

    name: str
    type: str
    unit: str
    help: str
    labels: list[str]
    series: int


class FindingDocument(Document):
    """One problem."""

    id: str
    severity: Literal["error", "warning", "info"]
    file: str
    line: int
    column: int
    message: Told
    remedy: Told


class CandidateDocument(Document):
    """An exporter that the page may come from."""

    slug: str
    name: str
    version: str | None
    score: float
    reasons: list[Told]


class Verdict(Document):
    """The exporter that the page comes from."""

    slug: str
    version: str | None


class Identification(Document):
    """What a page is, what is odd about it, and what it holds."""

    exporter: Verdict | None
    candidates: list[CandidateDocument]
    families: list[FamilyDocument]
    findings: list[FindingDocument]

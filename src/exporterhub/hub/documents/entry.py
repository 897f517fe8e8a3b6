"""The documents of an entry: short for lists, whole for its page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from exporterhub.catalog import Entry, Recording, is_runtime
from exporterhub.catalog.models import Discover
from exporterhub.hub.documents.dashboard import dashboard_of, general_of
from exporterhub.hub.documents.metrics import by_age, metrics_of
from exporterhub.hub.documents.models import (
    ExporterDocument,
    Fact,
    InstallDocument,
    RecordingDocument,
    Summary,
    TierDocument,
)
from exporterhub.hub.documents.rules import rules_of
from exporterhub.hub.documents.tiers import next_tier
from exporterhub.hub.install import Plan, plan, version_key
from exporterhub.messages import say

__all__ = ["exporter_document", "install_document", "summary"]


def summary(entry: Entry) -> Summary:
    """What a list shows of the entry."""
    return Summary(**_summary_values(entry))


def exporter_document(entry: Entry) -> ExporterDocument:
    """Everything about the entry, with install commands for its own defaults."""
    facts = entry.exporter
    return ExporterDocument(
        **_summary_values(entry),
        aliases=list(facts.aliases),
        documentation=facts.documentation,
        successor=facts.successor,
        path=facts.path,
        settings=list(facts.configure.settings),
        sources=list(facts.sources),
        discover=_found_by(facts.discover),
        standing=TierDocument(tier=entry.tier, next=next_tier(entry.tier), missing=list(entry.missing_for_next_tier)),
        recorded_versions=sorted({r.version for r in entry.recordings}, key=version_key),
        install=install_document(plan(entry)),
        guide=entry.guide,
        metric_families=metrics_of(entry.recordings),
        rules=rules_of(entry),
        dashboard=dashboard_of(entry),
        general_dashboard=general_of(entry),
        recorded=[_recording(recording) for recording in reversed(by_age(entry.recordings))],
    )


def _found_by(discover: Discover) -> Fact:
    names = [
        p
        if isinstance(p, str)
        else say("%(process)s with %(argument)s in its arguments", process=p.process, argument=p.argument)
        for p in discover.processes
    ]
    return Fact(processes=names, ports=list(discover.ports), images=list(discover.images))


def install_document(made: Plan) -> InstallDocument:
    """A plan as a document."""
    return InstallDocument.model_validate(asdict(made))


def _summary_values(entry: Entry) -> dict[str, Any]:
    facts = entry.exporter
    families = {name for recording in entry.recordings for name in recording.inventory().families}
    return {
        "slug": entry.slug,
        "name": facts.name,
        "technology": facts.technology,
        "summary": facts.summary,
        "category": facts.category,
        "kind": facts.kind,
        "maintainer": facts.maintainer,
        "tier": entry.tier,
        "versions": len({recording.version for recording in entry.recordings}),
        "recordings": len(entry.recordings),
        "metrics": sum(not is_runtime(name) for name in families),
        "alerts": sum(rule.kind == "alert" for rule in entry.rules),
        "port": facts.port,
        "license": facts.license,
        "language": facts.language,
        "repository": facts.repository,
        "status": facts.status,
        "icon": facts.icon,
    }


def _recording(recording: Recording) -> RecordingDocument:
    lines = recording.page().splitlines()
    shown = sum(not line.startswith(b"#") and bool(line.strip()) for line in lines)
    cut = sum(total - recording.kept.get(family, total) for family, total in recording.trimmed.items())
    return RecordingDocument(
        name=recording.name,
        exporter=recording.exporter,
        version=recording.version,
        target=recording.target,
        target_version=recording.target_version,
        suite=recording.suite,
        run=recording.run,
        flags=recording.flags,
        url=recording.url,
        date=recording.date,
        content_type=recording.content_type,
        families=len(recording.inventory().families),
        samples=shown + cut,
        trimmed=dict(recording.trimmed),
    )

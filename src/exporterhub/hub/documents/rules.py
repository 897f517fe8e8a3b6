"""The rules of an exporter, and what evidence there is for each."""

from __future__ import annotations

from exporterhub.catalog import Entry, Rule, evidence_key, fresh_recordings
from exporterhub.catalog.models import RuleEvidence
from exporterhub.hub.documents.models import FiredDocument, QuietDocument, RuleDocument, RuleState

__all__ = ["rules_of"]


def rules_of(entry: Entry) -> list[RuleDocument]:
    """One document per rule, in the file's order."""
    fresh = fresh_recordings(entry)
    return [_document(entry, rule, fresh) for rule in entry.rules]


def _state(rule: Rule, evidence: RuleEvidence | None, fresh: frozenset[str]) -> RuleState:
    if evidence is None:
        return "unchecked"
    if evidence.hash != rule.hash or not fresh.intersection(evidence.resolves + evidence.missing):
        return "stale"
    return "verified" if fresh.intersection(evidence.resolves) else "missing"


def _document(entry: Entry, rule: Rule, fresh: frozenset[str]) -> RuleDocument:
    evidence = entry.evidence.rules.get(evidence_key(entry, rule))
    state = _state(rule, evidence, fresh)
    known = evidence if evidence is not None and state != "stale" else RuleEvidence(hash=rule.hash)
    return RuleDocument(
        group=rule.group,
        name=rule.name,
        kind=rule.kind,
        expr=rule.expr,
        for_=rule.for_,
        keep_firing_for=rule.keep_firing_for,
        severity=rule.labels.get("severity", ""),
        labels=dict(rule.labels),
        annotations=dict(rule.annotations),
        line=rule.line,
        state=state,
        resolves=[name for name in known.resolves if name in fresh],
        missing=[name for name in known.missing if name in fresh],
        quiet=[QuietDocument(recording=seen.recording, seconds=seen.seconds) for seen in known.quiet],
        noisy=list(known.noisy),
        fired=[FiredDocument(**seen.model_dump()) for seen in known.fired],
        tests=list(known.tests),
    )

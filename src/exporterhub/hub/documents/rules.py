"""The rules of an exporter, and what evidence there is for each."""

from __future__ import annotations

from exporterhub.catalog import Entry, Rule, evidence_key, fresh_rule
from exporterhub.catalog.models import RuleEvidence
from exporterhub.hub.documents.evidence import sentences
from exporterhub.hub.documents.models import FiredDocument, QuietDocument, RuleDocument, RuleState

__all__ = ["rules_of"]


def rules_of(entry: Entry) -> list[RuleDocument]:
    """One document per rule, in the file's order."""
    return [_document(entry, rule) for rule in entry.rules]


def _state(entry: Entry, rule: Rule, fresh: RuleEvidence | None) -> RuleState:
    if fresh is not None and fresh.resolves:
        return "verified"
    if fresh is not None and fresh.missing:
        return "missing"
    return "stale" if evidence_key(entry, rule) in entry.evidence.rules else "unchecked"


def _document(entry: Entry, rule: Rule) -> RuleDocument:
    fresh = fresh_rule(entry, rule)
    known = fresh or RuleEvidence(hash=rule.hash)
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
        state=_state(entry, rule, fresh),
        resolves=list(known.resolves),
        missing=list(known.missing),
        quiet=[QuietDocument(recording=seen.recording, seconds=seen.seconds) for seen in known.quiet],
        noisy=list(known.noisy),
        fired=[FiredDocument(**seen.model_dump()) for seen in known.fired],
        tests=list(known.tests),
        evidence=sentences(entry, rule, known),
    )

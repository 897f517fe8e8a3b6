"""The part of the evidence that needs no running program: which recordings have what each rule reads."""

from __future__ import annotations

from pathlib import Path

import yaml

from exporterhub.catalog import Entry, Rule, evidence_key
from exporterhub.catalog.models import Evidence, RuleEvidence
from exporterhub.rules import pages_from_entry, resolve_all

HEADER = "# Written by `exporterhub lab`: what was seen of each rule. Change the rule, not this file.\n"


def witness(entry: Entry) -> Evidence:
    """The evidence of ``entry`` as it is now.

    What the lab saw of a rule (quiet, fired) is kept as long as neither the rule nor the recording it was seen on
    has changed; the rest is computed anew.
    """
    now = {recording.name: recording.sha256 for recording in entry.recordings}
    same = {name for name, digest in now.items() if entry.evidence.recordings.get(name) == digest}
    resolutions = resolve_all(entry.rules, pages_from_entry(entry), entry.rules)
    rules = {}
    for rule, resolution in zip(entry.rules, resolutions, strict=True):
        kept = _kept(entry, rule)
        rules[evidence_key(entry, rule)] = RuleEvidence(
            hash=rule.hash,
            resolves=resolution.resolves,
            missing=tuple(name for name in now if name not in resolution.resolves),
            noisy=tuple(name for name in kept.noisy if name in same),
            quiet=tuple(seen for seen in kept.quiet if seen.recording in same),
            fired=tuple(seen for seen in kept.fired if seen.recording in same),
            tests=kept.tests,
        )
    return Evidence(recordings=now, rules=rules, panels=entry.evidence.panels)


def _kept(entry: Entry, rule: Rule) -> RuleEvidence:
    """What was seen of the rule before, unless the rule has changed since."""
    before = entry.evidence.rules.get(evidence_key(entry, rule))
    return before if before is not None and before.hash == rule.hash else RuleEvidence(hash=rule.hash)


def write_evidence(entry: Entry) -> Path | None:
    """Write ``evidence.yaml`` of an entry that has rules; returns its path when it changed, else None.

    The file is replaced as a whole or not at all.
    """
    if not entry.recordings or not (entry.rules or entry.panels):
        return None
    data = witness(entry).model_dump(mode="json", exclude_defaults=True)
    text = HEADER + yaml.safe_dump(data, sort_keys=False, width=120, allow_unicode=True)
    path = entry.folder / "evidence.yaml"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return None
    temporary = path.with_suffix(".new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
    return path

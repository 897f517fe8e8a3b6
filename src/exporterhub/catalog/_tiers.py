"""The tier of an entry, computed from what is on disk: listed, covered, verified, proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from exporterhub.catalog.models import RuleEvidence, Tier

if TYPE_CHECKING:
    from exporterhub.catalog._entry import Entry, Panel
    from exporterhub.catalog._rule import Rule

__all__ = ["evidence_key", "fresh_recordings", "fresh_rule", "standing"]


def standing(entry: Entry) -> tuple[Tier, tuple[str, ...]]:
    """The entry's tier, and in words what it lacks for the next."""
    reached: Tier = "listed"
    for tier, lacking in _STEPS:
        missing = tuple(lacking(entry))
        if missing:
            return reached, missing
        reached = tier
    return reached, ()


def evidence_key(entry: Entry, rule: Rule) -> str:
    """The rule's key in ``evidence.yaml``: its name, with its group where the name alone is not unique."""
    same = sum(other.name == rule.name for other in entry.rules)
    return f"{rule.group}/{rule.name}" if same > 1 else rule.name


def fresh_recordings(entry: Entry) -> frozenset[str]:
    """Names of the recordings that are as they were when the evidence was written."""
    seen = entry.evidence.recordings
    return frozenset(
        recording.name
        for recording in entry.recordings
        if recording.name in seen and seen[recording.name] == recording.sha256
    )


def fresh_rule(entry: Entry, rule: Rule) -> RuleEvidence | None:
    """Evidence of the rule as it is now, or None; without recordings, faults or tests that have changed or gone."""
    found = entry.evidence.rules.get(evidence_key(entry, rule))
    if found is None or found.hash != rule.hash:
        return None
    fresh = fresh_recordings(entry)
    return found.model_copy(
        update={
            "resolves": tuple(name for name in found.resolves if name in fresh),
            "missing": tuple(name for name in found.missing if name in fresh),
            "noisy": tuple(name for name in found.noisy if name in fresh),
            "quiet": tuple(seen for seen in found.quiet if seen.recording in fresh),
            "fired": tuple(seen for seen in found.fired if seen.recording in fresh and seen.fault in entry.faults),
            "tests": found.tests if entry.evidence.unit_tests == entry.unit_tests else (),
        }
    )


def fresh_panel(entry: Entry, panel: Panel) -> RuleEvidence | None:
    """Evidence of the panel as it is now, or None."""
    found = entry.evidence.panels.get(panel.title)
    if found is None or found.hash != panel.hash:
        return None
    fresh = fresh_recordings(entry)
    return found.model_copy(
        update={
            "resolves": tuple(name for name in found.resolves if name in fresh),
            "data": tuple(name for name in found.data if name in fresh),
        }
    )


def _for_covered(entry: Entry) -> Iterator[str]:
    if not entry.guide.strip():
        yield "a guide (guide.md)"
    if not entry.rules:
        yield "alert rules (rules.yaml)"
    if not entry.panels:
        yield "a dashboard (dashboard.yaml)"


def _for_verified(entry: Entry) -> Iterator[str]:
    if not entry.recordings:
        yield "a recording of the real exporter (recordings/)"
        return
    needing = {f"panel {panel.title}" for panel in entry.panels if panel.needs}
    checked = [(f"rule {rule.name}", fresh_rule(entry, rule)) for rule in entry.rules]
    checked += [(f"panel {panel.title}", fresh_panel(entry, panel)) for panel in entry.panels]
    for what, seen in checked:
        if seen is None:
            yield f"fresh evidence for {what}"
        elif not seen.resolves and what not in needing:
            yield f"a recording that has all that {what} reads"


def _for_proven(entry: Entry) -> Iterator[str]:
    for rule in entry.alerts:
        seen = fresh_rule(entry, rule)
        if seen is None or not seen.quiet or seen.noisy:
            yield f"{rule.name} to keep quiet on the healthy service"
        if seen is None or not (seen.fired or "fires" in seen.tests):
            yield f"a fault or a unit test that fires {rule.name}"


_STEPS: tuple[tuple[Tier, Callable[[Entry], Iterator[str]]], ...] = (
    ("covered", _for_covered),
    ("verified", _for_verified),
    ("proven", _for_proven),
)

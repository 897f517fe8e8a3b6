"""The tier of an entry, computed from what is on disk: listed, covered, verified, proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from exporterhub.catalog.models import RuleEvidence, Tier
from exporterhub.messages import Message, say

if TYPE_CHECKING:
    from exporterhub.catalog._entry import Entry, Panel
    from exporterhub.catalog._rule import Rule

__all__ = ["evidence_key", "fresh_recordings", "fresh_rule", "standing"]


def standing(entry: Entry) -> tuple[Tier, tuple[Message, ...]]:
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


def _for_covered(entry: Entry) -> Iterator[Message]:
    if not entry.guide.strip():
        yield say("a guide (guide.md)")
    if not entry.rules:
        yield say("alert rules (rules.yaml)")
    if not entry.panels:
        yield say("a dashboard (dashboard.yaml)")


def _for_verified(entry: Entry) -> Iterator[Message]:
    if not entry.recordings:
        yield say("a recording of the real exporter (recordings/)")
        return
    for rule in entry.rules:
        seen = fresh_rule(entry, rule)
        if seen is None:
            yield say("fresh evidence for rule %(name)s", name=rule.name)
        elif not seen.resolves:
            yield say("a recording that has all that rule %(name)s reads", name=rule.name)
    for panel in entry.panels:
        seen = fresh_panel(entry, panel)
        if seen is None:
            yield say("fresh evidence for panel %(title)s", title=panel.title)
        elif not seen.resolves and not panel.needs:
            yield say("a recording that has all that panel %(title)s reads", title=panel.title)


def _for_proven(entry: Entry) -> Iterator[Message]:
    for rule in entry.alerts:
        seen = fresh_rule(entry, rule)
        if seen is None or not seen.quiet or seen.noisy:
            yield say("%(name)s to keep quiet on the healthy service", name=rule.name)
        if seen is None or not (seen.fired or "fires" in seen.tests):
            yield say("a fault or a unit test that fires %(name)s", name=rule.name)


_STEPS: tuple[tuple[Tier, Callable[[Entry], Iterator[Message]]], ...] = (
    ("covered", _for_covered),
    ("verified", _for_verified),
    ("proven", _for_proven),
)

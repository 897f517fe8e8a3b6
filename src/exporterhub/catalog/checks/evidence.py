"""Evidence that is about something else than what is there now."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog._entry import Catalog, Entry
from exporterhub.catalog._text import shown
from exporterhub.catalog._tiers import evidence_key, fresh_recordings
from exporterhub.errors import Finding, Severity

__all__ = ["check"]

_REMEDY = "run `exporterhub lab evidence` for what can be read from recordings, and the lab for the rest"


def check(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Findings ``evidence/stale`` and ``evidence/unknown``."""
    del catalog
    if "evidence.yaml" not in entry.files:
        return
    file = shown(entry.files["evidence.yaml"])
    seen = (*_recordings(entry), *_rules(entry), *_faults(entry), *_unit_tests(entry), *_panels(entry))
    for rule, severity, message in seen:
        yield Finding(f"evidence/{rule}", severity, message, _REMEDY, file=file)


def _recordings(entry: Entry) -> Iterator[tuple[str, Severity, str]]:
    names = {recording.name for recording in entry.recordings}
    fresh = fresh_recordings(entry)
    for name in entry.evidence.recordings:
        if name not in names:
            yield "unknown", "error", f"the evidence names the recording {name!r}, which is not there"
        elif name not in fresh:
            yield "stale", "warning", f"the recording {name!r} has changed since the evidence was written"


def _rules(entry: Entry) -> Iterator[tuple[str, Severity, str]]:
    hashes = {evidence_key(entry, rule): rule.hash for rule in entry.rules}
    yield from _compared("rule", {key: seen.hash for key, seen in entry.evidence.rules.items()}, hashes)


def _faults(entry: Entry) -> Iterator[tuple[str, Severity, str]]:
    named = {seen.fault for rule in entry.evidence.rules.values() for seen in rule.fired}
    for fault in sorted(named - set(entry.faults)):
        yield "unknown", "error", f"the evidence names the fault {fault!r}, which lab.yaml does not have"


def _unit_tests(entry: Entry) -> Iterator[tuple[str, Severity, str]]:
    seen = entry.evidence.unit_tests
    if seen and seen != entry.unit_tests:
        yield "stale", "warning", "the unit tests have changed since the evidence was written"


def _panels(entry: Entry) -> Iterator[tuple[str, Severity, str]]:
    hashes = {panel.title: panel.hash for panel in entry.panels}
    yield from _compared("panel", {key: seen.hash for key, seen in entry.evidence.panels.items()}, hashes)


def _compared(what: str, seen: dict[str, str], now: dict[str, str]) -> Iterator[tuple[str, Severity, str]]:
    for key, digest in seen.items():
        if key not in now:
            yield "unknown", "error", f"the evidence names the {what} {key!r}, which is not there"
        elif now[key] != digest:
            yield "stale", "warning", f"the {what} {key!r} has changed since the evidence was written"

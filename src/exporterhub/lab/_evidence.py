"""The evidence: which recordings have what each rule reads, what unit tests show, what the lab saw."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Literal

import yaml

from exporterhub.catalog import Entry, Rule, evidence_key, fresh_recordings
from exporterhub.catalog.models import Evidence, Fired, Quiet, RuleEvidence
from exporterhub.dashboards import as_rules, read_dashboard
from exporterhub.errors import Missing
from exporterhub.lab._files import write_whole
from exporterhub.lab._prove import Proof
from exporterhub.rules import pages_from_entry, resolve_all
from exporterhub.rules.unit_tests import coverage, promtool, read_unit_tests, run_unit_tests

HEADER = "# Written by `exporterhub lab`: what was seen of each rule. Change the rule, not this file.\n"


def witness(entry: Entry, proofs: Sequence[Proof] = (), *, unit_tests: bool = False) -> Evidence:
    """The evidence of ``entry`` as it is now.

    What the lab saw of a rule (quiet, fired) is kept as long as neither the rule nor the recording it was seen on
    has changed, unless one of ``proofs`` is of the same run and saw it again; with ``unit_tests`` those are run.
    The rest is computed anew.
    """
    now = {recording.name: recording.sha256 for recording in entry.recordings}
    same = fresh_recordings(entry)
    resolutions = resolve_all(entry.rules, pages_from_entry(entry), entry.rules)
    shown = _shown_by_tests(entry) if unit_tests and entry.unit_tests else None
    rules = {}
    for rule, resolution in zip(entry.rules, resolutions, strict=True):
        kept = _kept(entry, rule)
        key = evidence_key(entry, rule)
        found = RuleEvidence(
            hash=rule.hash,
            resolves=resolution.resolves,
            missing=tuple(name for name in now if name not in resolution.resolves),
            noisy=tuple(name for name in kept.noisy if name in same),
            quiet=tuple(seen for seen in kept.quiet if seen.recording in same),
            fired=tuple(seen for seen in kept.fired if seen.recording in same and seen.fault in entry.faults),
            tests=kept.tests if shown is None else shown.get(rule.name, ()),
        )
        for proof in proofs:
            found = _proven(entry, rule, key, found, proof)
        rules[key] = found
    return Evidence(
        recordings=now,
        unit_tests=entry.evidence.unit_tests if shown is None else entry.unit_tests if shown else "",
        rules=rules,
        panels=_panels(entry, now, same, proofs),
    )


def _panels(
    entry: Entry, now: Mapping[str, str], same: Collection[str], proofs: Sequence[Proof]
) -> dict[str, RuleEvidence]:
    """Which recordings have what each panel reads, and in which runs the real Prometheus had data for it."""
    dashboard, _ = read_dashboard(entry)
    if dashboard is None:
        return {}
    queries = as_rules(entry, dashboard)
    resolving: dict[str, list[set[str]]] = {}
    for query, resolution in zip(queries, resolve_all(queries, pages_from_entry(entry), entry.rules), strict=True):
        resolving.setdefault(query.group, []).append(set(resolution.resolves))
    found = {}
    for panel in entry.panels:
        before = entry.evidence.panels.get(panel.title)
        kept = before.data if before is not None and before.hash == panel.hash else ()
        resolves = set.intersection(*resolving.get(panel.title, [set()]))
        found[panel.title] = RuleEvidence(
            hash=panel.hash,
            resolves=tuple(name for name in now if name in resolves),
            missing=tuple(name for name in now if name not in resolves),
            data=_data(entry, panel.title, [name for name in kept if name in same], proofs),
        )
    return found


def _data(entry: Entry, title: str, kept: Sequence[str], proofs: Sequence[Proof]) -> tuple[str, ...]:
    data = list(kept)
    for proof in proofs:
        run = [recording.name for recording in entry.recordings if recording.run == proof.run]
        seen = proof.shown is not None and proof.shown.has_data(title)
        if seen or proof.whole:
            data = [name for name in data if name not in run] + (run[:1] if seen else [])
    return tuple(data)


def _proven(entry: Entry, rule: Rule, key: str, found: RuleEvidence, proof: Proof) -> RuleEvidence:
    """``found`` and what the proof saw of an alert; what an earlier proof of that run saw goes.

    It is said of the recording of that run that has all that the rule reads. Where none has, the lab's service does
    not serve what the rule is about, and its silence shows nothing.
    """
    run = [recording.name for recording in entry.recordings if recording.run == proof.run]
    able = [name for name in run if name in found.resolves]
    where = (able or run or [""])[0]
    again = {seen.fault for seen in proof.faults}
    fired = [seen for seen in found.fired if not (seen.recording in run and seen.fault in again)]
    fired += [
        Fired(fault=seen.fault, recording=where, seconds=seen.fired[key], resolved=seen.resolved[key])
        for seen in proof.faults
        if key in seen.fired and key in seen.resolved and where
    ]
    quiet = [seen for seen in found.quiet if seen.recording not in run]
    noisy = [name for name in found.noisy if name not in run]
    if rule.kind == "alert" and able:
        if key in proof.noisy:
            noisy.append(where)
        else:
            quiet.append(Quiet(recording=where, seconds=proof.seconds))
    return found.model_copy(update={"fired": tuple(fired), "quiet": tuple(quiet), "noisy": tuple(noisy)})


def _shown_by_tests(entry: Entry) -> dict[str, tuple[Literal["fires", "quiet", "resolves"], ...]] | None:
    """What the unit tests show of each alert; nothing where they fail, None where there is no promtool to run them."""
    try:
        tool = promtool()
    except Missing:
        return None
    tests = read_unit_tests(entry.files["rules.test.yaml"])
    if not run_unit_tests(tests, tool).passed:
        return {}
    shown: dict[str, tuple[Literal["fires", "quiet", "resolves"], ...]] = {}
    for one in coverage(entry.rules, tests):
        what: tuple[Literal["fires", "quiet", "resolves"], ...] = ("fires",) if one.fires else ()
        what += ("quiet",) if one.quiet else ()
        what += ("resolves",) if one.resolves else ()
        shown[one.rule.name] = what
    return shown


def _kept(entry: Entry, rule: Rule) -> RuleEvidence:
    """What was seen of the rule before, unless the rule has changed since."""
    before = entry.evidence.rules.get(evidence_key(entry, rule))
    return before if before is not None and before.hash == rule.hash else RuleEvidence(hash=rule.hash)


def write_evidence(entry: Entry, proofs: Sequence[Proof] = (), *, unit_tests: bool = False) -> Path | None:
    """Write ``evidence.yaml`` of an entry that has rules (see ``witness``); its path when it changed, else None.

    The file is replaced as a whole or not at all.
    """
    if not entry.recordings or not (entry.rules or entry.panels):
        return None
    data = witness(entry, proofs, unit_tests=unit_tests).model_dump(mode="json", exclude_defaults=True)
    text = HEADER + yaml.safe_dump(data, sort_keys=False, width=120, allow_unicode=True)
    path = entry.folder / "evidence.yaml"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return None
    write_whole(path, text.encode())
    return path

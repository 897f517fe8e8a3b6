"""Tiers are computed from what is on disk; nothing else can raise them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from exporterhub.catalog import Entry, load, summary

LAB = """\
exporter: redis
programs: {redis: {packages: [redis]}}
scrapes: [{url: "http://127.0.0.1:9121/metrics"}]
runs: [{name: trixie, suites: trixie}]
prove: {runs: [trixie], faults: [{name: redis stopped, stop: [redis], alerts: [RedisDown]}]}
"""


def _entry(folder: Path) -> Entry:
    catalog = load([folder])
    assert catalog.findings == []
    return catalog.entry("redis")


@pytest.fixture
def covered(redis: Path) -> Path:
    panels = {
        "panels": [{"title": "Clients", "queries": ["redis_connected_clients"]}, {"title": "Keys", "needs": "-k"}]
    }
    (redis / "redis/dashboard.yaml").write_text(yaml.safe_dump(panels))
    (redis / "redis/lab.yaml").write_text(LAB)
    return redis


def _prove(folder: Path, **changes: Any) -> None:
    entry = _entry(folder)
    (rule,), (recording,) = entry.rules, entry.recordings
    seen = {"resolves": [recording.name]}
    quiet = [{"recording": recording.name, "seconds": 60}]
    fired = [{"fault": "redis stopped", "recording": recording.name, "seconds": 4, "resolved": 3}]
    evidence: dict[str, Any] = {
        "recordings": {recording.name: recording.sha256},
        "rules": {rule.name: {"hash": rule.hash, "quiet": quiet, "fired": fired, **seen, **changes}},
        "panels": {panel.title: {"hash": panel.hash, "data": [recording.name], **seen} for panel in entry.panels},
    }
    (folder / "redis/evidence.yaml").write_text(yaml.safe_dump(evidence))


def test_listed_says_what_it_lacks(redis: Path) -> None:
    entry = _entry(redis)
    assert entry.tier == "listed"
    assert entry.missing_for_next_tier == ("a dashboard (dashboard.yaml)",)


def test_covered_says_what_it_lacks(covered: Path) -> None:
    entry = _entry(covered)
    assert entry.tier == "covered"
    assert entry.missing_for_next_tier == (
        "fresh evidence for rule RedisDown",
        "fresh evidence for panel Clients",
        "fresh evidence for panel Keys",
    )


def test_proven(covered: Path) -> None:
    _prove(covered)
    entry = _entry(covered)
    assert (entry.tier, entry.missing_for_next_tier) == ("proven", ())


@pytest.mark.parametrize(
    ("changes", "tier", "missing"),
    [
        ({"fired": []}, "verified", "a fault or a unit test that fires RedisDown"),
        ({"quiet": []}, "verified", "RedisDown to keep quiet on the healthy service"),
        ({"noisy": ["1.69.0_trixie"]}, "verified", "RedisDown to keep quiet on the healthy service"),
        ({"resolves": []}, "covered", "a recording that has all that rule RedisDown reads"),
        ({"resolves": ["gone"]}, "covered", "a recording that has all that rule RedisDown reads"),
        ({"hash": "0"}, "covered", "fresh evidence for rule RedisDown"),
    ],
)
def test_evidence_counts_for_what_it_says(covered: Path, changes: dict[str, Any], tier: str, missing: str) -> None:
    _prove(covered, **changes)
    entry = _entry(covered)
    assert (entry.tier, entry.missing_for_next_tier) == (tier, (missing,))


def test_evidence_is_stale_when_the_recording_changed(covered: Path) -> None:
    _prove(covered)
    path = covered / "redis/recordings/1.69.0_trixie.prom"
    path.write_text(path.read_text() + "redis_extra 1\n")
    assert _entry(covered).tier == "covered"


def test_a_fault_that_the_lab_no_longer_has_counts_for_nothing(covered: Path) -> None:
    _prove(covered)
    path = covered / "redis/lab.yaml"
    path.write_text(path.read_text().replace("redis stopped", "redis frozen"))
    assert _entry(covered).missing_for_next_tier == ("a fault or a unit test that fires RedisDown",)


def test_evidence_is_stale_when_the_rule_changed(covered: Path) -> None:
    _prove(covered)
    path = covered / "redis/rules.yaml"
    path.write_text(path.read_text().replace("== 0", "< 1"))
    assert _entry(covered).tier == "covered"


def test_evidence_is_stale_when_the_panel_changed(covered: Path) -> None:
    _prove(covered)
    path = covered / "redis/dashboard.yaml"
    path.write_text(path.read_text().replace("redis_connected_clients", "redis_up"))
    assert _entry(covered).missing_for_next_tier == ("fresh evidence for panel Clients",)


def test_rules_of_one_name_are_told_apart_by_their_group(redis: Path) -> None:
    from exporterhub.catalog._tiers import evidence_key

    text = "groups: [{name: a, rules: [{alert: X, expr: up}]}, {name: b, rules: [{alert: X, expr: up}]}]\n"
    (redis / "redis/rules.yaml").write_text(text)
    entry = _entry(redis)
    assert [evidence_key(entry, rule) for rule in entry.rules] == ["a/X", "b/X"]


def test_summary(covered: Path, facts: str) -> None:
    _prove(covered, tests=["fires", "quiet"], noisy=["1.69.0_trixie"])
    (covered / "other").mkdir()
    (covered / "other/exporter.yaml").write_text(facts)
    assert summary(load([covered])) == {
        "entries": 2,
        "tiers": {"listed": 2, "covered": 1, "verified": 1, "proven": 0},
        "recordings": 1,
        "alerts": {"total": 1, "unit_tested": 1, "fault_proven": 1, "noisy_when_healthy": 1},
        "panels": {"total": 2, "with_data": 2, "need_flag": 0},
    }
    path = covered / "redis/evidence.yaml"
    path.write_text(path.read_text().split("panels:")[0])
    assert summary(load([covered]))["panels"] == {"total": 2, "with_data": 0, "need_flag": 1}

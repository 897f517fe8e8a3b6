"""What is said of rules: from the evidence, and only as long as nothing it rests on has changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from exporterhub.catalog import Entry, load
from exporterhub.hub.documents import exporter_document, metrics_of

NEW, OLD = "1.69.0_trixie", "1.45.0_bookworm"
VERSIONS = "redis-server 8.0.2, prometheus-redis-exporter 1.69.0"


@pytest.fixture
def folder(small_catalog: Path, tmp_path: Path) -> Path:
    """A catalog of its own, to change."""
    return Path(shutil.copytree(small_catalog, tmp_path / "catalog"))


LAB = """\
exporter: redis
programs: {redis: {packages: [redis]}}
scrapes: [{url: "http://127.0.0.1:9121/metrics"}]
runs: [{name: trixie, suites: trixie}]
prove: {runs: [trixie], faults: [{name: redis stopped, stop: [redis], alerts: [RedisDown]}]}
"""


def entry_of(folder: Path) -> Entry:
    return load([folder]).entries["redis"]


def with_evidence(folder: Path, **said: Any) -> None:
    """Evidence for RedisDown, fresh but for what ``said`` says."""
    entry = entry_of(folder)
    rule = next(rule for rule in entry.rules if rule.name == "RedisDown")
    about = {"hash": rule.hash, "resolves": [NEW, OLD], **said}
    recordings = {recording.name: recording.sha256 for recording in entry.recordings}
    text = yaml.safe_dump({"recordings": recordings, "rules": {"RedisDown": about}})
    (folder / "redis" / "evidence.yaml").write_text(text)
    (folder / "redis" / "lab.yaml").write_text(LAB)


def state_of(folder: Path, name: str = "RedisDown") -> tuple[str, list[str]]:
    rule = next(rule for rule in exporter_document(entry_of(folder)).rules if rule.name == name)
    return rule.state, rule.resolves


def test_a_rule_without_evidence_is_unchecked(folder: Path) -> None:
    with_evidence(folder)
    assert state_of(folder, "RedisMemoryNearLimit") == ("unchecked", [])


def test_a_rule_that_resolves_is_verified(folder: Path) -> None:
    fired = {"fault": "redis stopped", "recording": NEW, "seconds": 4.0, "resolved": 3.0}
    with_evidence(folder, quiet=[{"recording": NEW, "seconds": 60}], fired=[fired], tests=["fires"])
    assert state_of(folder) == ("verified", [NEW, OLD])
    rule = exporter_document(entry_of(folder)).rules[0]
    assert [seen.model_dump() for seen in rule.quiet] == [{"recording": NEW, "seconds": 60.0}]
    assert [seen.model_dump() for seen in rule.fired] == [fired]
    assert rule.tests == ["fires"]
    assert rule.evidence == [
        f"Fired 4 s after the fault redis stopped, ended 3 s after that was over ({VERSIONS})",
        f"Quiet under load for 60 s ({VERSIONS})",
        "Unit tests show that it fires",
    ]
    assert rules_test_sentence(folder) == "Unit tests show that it fires and it resolves"


def rules_test_sentence(folder: Path) -> str:
    """The last sentence of a rule whose unit tests are the ones that were run."""
    path = folder / "redis" / "rules.test.yaml"
    path.write_text("rule_files: [rules.yaml]\n")
    with_evidence(folder, tests=["fires", "resolves"])
    evidence = folder / "redis" / "evidence.yaml"
    evidence.write_text(evidence.read_text() + f"unit_tests: {entry_of(folder).unit_tests}\n")
    return exporter_document(entry_of(folder)).rules[0].evidence[-1]


def test_a_rule_that_resolves_nowhere_is_missing(folder: Path) -> None:
    with_evidence(folder, resolves=[], missing=[NEW, OLD])
    assert state_of(folder) == ("missing", [])


def test_a_changed_rule_is_stale(folder: Path) -> None:
    with_evidence(folder)
    path = folder / "redis" / "rules.yaml"
    path.write_text(path.read_text().replace("redis_up == 0", "redis_up != 1"))
    assert state_of(folder) == ("stale", [])


def test_a_changed_recording_no_longer_counts(folder: Path) -> None:
    with_evidence(folder)
    path = folder / "redis" / "recordings" / f"{NEW}.prom"
    path.write_text(path.read_text() + "redis_more 1\n")
    assert state_of(folder) == ("verified", [OLD])
    path = folder / "redis" / "recordings" / f"{OLD}.prom"
    path.write_text(path.read_text() + "redis_more 1\n")
    assert state_of(folder) == ("stale", [])


def test_metrics_are_joined_over_recordings(folder: Path) -> None:
    recordings = entry_of(folder).recordings
    metrics = {metric.name: metric for metric in metrics_of(recordings)}
    assert metrics["redis_up"].versions == ["1.45.0", "1.69.0"]
    assert metrics["redis_up"].recordings == [OLD, NEW]
    assert metrics["redis_latency_percentiles_usec"].labels == ["cmd", "quantile"]
    assert metrics["go_goroutines"].runtime
    assert not metrics["redis_up"].runtime


def test_a_trimmed_family_counts_what_it_had(folder: Path) -> None:
    path = folder / "redis" / "recordings" / f"{NEW}.prom"
    header = "# date: 2026-11-24\n"
    path.write_text(path.read_text().replace(header, f"{header}# trimmed: redis_commands_total 2 of 212\n"))
    entry = entry_of(folder)
    metrics = {metric.name: metric for metric in metrics_of(entry.recordings)}
    assert metrics["redis_commands_total"].series == 212
    newest = exporter_document(entry).recorded[0]
    assert newest.trimmed == {"redis_commands_total": 212}
    assert newest.samples == 10 + 210


def test_the_prose_of_an_alert_is_told_apart() -> None:
    from exporterhub.hub.words import annotation

    text = "Redis {{ $labels.instance }} uses {{ $value | humanize }}: see `redis-cli <x>` & more"
    assert annotation(text) == (
        "Redis <var>instance</var> uses <var>value</var>: see <code>redis-cli &lt;x&gt;</code> &amp; more"
    )

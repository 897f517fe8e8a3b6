"""Evidence that is read from recordings, and what of earlier evidence is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.catalog import Entry, load
from exporterhub.catalog.models import Evidence
from exporterhub.lab import witness, write_evidence

FACTS = """\
name: Redis Exporter
technology: Redis
summary: What INFO says of a Redis server, as metrics.
category: Databases
kind: exporter
maintainer: community
repository: https://github.com/oliver006/redis_exporter
"""
HEADER = """\
# exporterhub-recording: 1
# exporter: prometheus-redis-exporter {version}
# suite: {suite}
# run: {suite}
# url: http://127.0.0.1:9121/metrics
# content-type: text/plain; version=0.0.4; charset=utf-8
# date: 2026-11-24
"""
RULES = """\
groups:
  - name: redis
    rules:
      - {alert: Down, expr: redis_up == 0}
      - {alert: Lag, expr: redis_lag_seconds > 5}
      - {alert: Gone, expr: redis_nothing > 5}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    redis = tmp_path / "catalog" / "redis"
    (redis / "recordings").mkdir(parents=True)
    (redis / "exporter.yaml").write_text(FACTS)
    (redis / "rules.yaml").write_text(RULES)
    old = HEADER.format(version="1.0", suite="bookworm") + "redis_up 1\n"
    new = HEADER.format(version="2.0", suite="trixie") + "redis_up 1\nredis_lag_seconds 0\n"
    (redis / "recordings" / "1.0_bookworm.prom").write_text(old)
    (redis / "recordings" / "2.0_trixie.prom").write_text(new)
    return tmp_path / "catalog"


def entry(folder: Path) -> Entry:
    catalog = load([folder])
    assert catalog.findings == []
    return catalog.entries["redis"]


def seen(evidence: Evidence) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {name: (rule.resolves, rule.missing) for name, rule in evidence.rules.items()}


def what_the_lab_saw(folder: Path) -> tuple[list[str], list[str], tuple[str, ...]]:
    kept = witness(entry(folder)).rules["Down"]
    return [seen.recording for seen in kept.quiet], [seen.fault for seen in kept.fired], kept.tests


def test_each_rule_says_which_recordings_have_what_it_reads(folder: Path) -> None:
    assert seen(witness(entry(folder))) == {
        "Down": (("1.0_bookworm", "2.0_trixie"), ()),
        "Lag": (("2.0_trixie",), ("1.0_bookworm",)),
        "Gone": ((), ("1.0_bookworm", "2.0_trixie")),
    }


def test_it_is_written_once_and_read_back(folder: Path) -> None:
    first = entry(folder)
    assert write_evidence(first) == folder / "redis" / "evidence.yaml"
    again = entry(folder)
    assert again.evidence == witness(first)
    assert write_evidence(again) is None


def test_what_the_lab_saw_is_kept_until_rule_or_recording_changes(folder: Path) -> None:
    write_evidence(entry(folder))
    path = folder / "redis" / "evidence.yaml"
    text = path.read_text()
    mark = "    resolves:\n    - 1.0_bookworm\n    - 2.0_trixie\n"
    assert text.count(mark) == 1
    lab = (
        "    quiet: [{recording: 1.0_bookworm, seconds: 60}, {recording: 2.0_trixie, seconds: 60}]\n"
        "    fired: [{fault: stop, recording: 2.0_trixie, seconds: 4, resolved: 3}]\n"
        "    tests: [fires]\n"
    )
    path.write_text(text.replace(mark, mark + lab))
    assert what_the_lab_saw(folder) == (["1.0_bookworm", "2.0_trixie"], ["stop"], ("fires",))

    recording = folder / "redis" / "recordings" / "1.0_bookworm.prom"
    recording.write_text(recording.read_text() + "redis_more 1\n")
    assert what_the_lab_saw(folder) == (["2.0_trixie"], ["stop"], ("fires",))

    rules = folder / "redis" / "rules.yaml"
    rules.write_text(RULES.replace("redis_up == 0", "redis_up < 1"))
    assert what_the_lab_saw(folder) == ([], [], ())


def test_an_entry_without_recordings_has_none(folder: Path) -> None:
    for path in (folder / "redis" / "recordings").iterdir():
        path.unlink()
    assert write_evidence(entry(folder)) is None
    assert not (folder / "redis" / "evidence.yaml").exists()

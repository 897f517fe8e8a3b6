"""Evidence that is read from recordings, and what of earlier evidence is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import Entry, check, fresh_rule, load, summary
from exporterhub.catalog.models import Evidence, Fired, Quiet
from exporterhub.lab import Proof, Shown, Witnessed, witness, write_evidence, write_preview

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


LAB = """\
exporter: exporter
target: redis
programs:
  redis: {packages: [redis-server], run: redis-server}
  exporter: {packages: [prometheus-redis-exporter], run: prometheus-redis-exporter}
scrapes: [{url: "http://127.0.0.1:9121/metrics"}]
runs: [{name: bookworm, suites: bookworm}, {name: trixie, suites: trixie}]
prove:
  runs: [trixie]
  faults: [{name: stop, stop: [redis], alerts: [Down]}]
"""


def test_what_the_lab_saw_is_kept_until_rule_or_recording_changes(folder: Path) -> None:
    (folder / "redis" / "lab.yaml").write_text(LAB)
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

    lab_file = folder / "redis" / "lab.yaml"
    lab_file.write_text(LAB.replace("name: stop", "name: kill"))
    assert what_the_lab_saw(folder) == (["2.0_trixie"], [], ("fires",))

    rules = folder / "redis" / "rules.yaml"
    rules.write_text(RULES.replace("redis_up == 0", "redis_up < 1"))
    assert what_the_lab_saw(folder) == ([], [], ())


def proof(**changes: Any) -> Proof:
    seen = Witnessed("stop", {"Down": 3.0}, {"Down": 1.5}, (), (), ())
    return replace(Proof("trixie", 60.0, {}, (seen,)), **changes)


def test_what_a_proof_saw_is_said_of_its_recording(folder: Path) -> None:
    (folder / "redis" / "lab.yaml").write_text(LAB)
    write_evidence(entry(folder), [proof()])
    rules = entry(folder).evidence.rules
    assert rules["Down"].fired == (Fired(fault="stop", recording="2.0_trixie", seconds=3.0, resolved=1.5),)
    assert [rule.quiet for rule in rules.values()] == [
        (Quiet(recording="2.0_trixie", seconds=60.0),),
        (Quiet(recording="2.0_trixie", seconds=60.0),),
        (),  # the service does not serve what Gone reads: its silence shows nothing
    ]


def test_a_later_proof_has_the_last_word(folder: Path) -> None:
    (folder / "redis" / "lab.yaml").write_text(LAB)
    write_evidence(entry(folder), [proof()])
    nothing = Witnessed("stop", {}, {}, ("Down",), (), ())
    write_evidence(entry(folder), [proof(noisy={"Lag": "pending"}, faults=(nothing,))])
    rules = entry(folder).evidence.rules
    assert (rules["Down"].fired, len(rules["Down"].quiet)) == ((), 1)
    assert (rules["Lag"].noisy, rules["Lag"].quiet) == (("2.0_trixie",), ())


def test_an_alert_that_did_not_resolve_is_not_proven(folder: Path) -> None:
    (folder / "redis" / "lab.yaml").write_text(LAB)
    stuck = Witnessed("stop", {"Down": 3.0}, {}, (), ("Down",), ())
    write_evidence(entry(folder), [proof(faults=(stuck,))])
    assert entry(folder).evidence.rules["Down"].fired == ()


DASHBOARD = """\
title: Redis
select: redis_up
description: What Redis does.
panels:
  - title: Lag
    question: How far behind is the replica?
    row: work
    unit: s
    queries: [{expr: redis_lag_seconds, legend: lag}]
"""


def shown(**panels: list[list[dict[str, Any]]]) -> Shown:
    return Shown(1.0, 3.0, panels, [], [{"fault": "stop", "start": 1.0, "end": 2.0}], {}, {})


def test_some_of_the_faults_do_not_take_away_what_all_of_them_showed(folder: Path) -> None:
    (folder / "redis" / "lab.yaml").write_text(LAB)
    (folder / "redis" / "dashboard.yaml").write_text(DASHBOARD)
    series = [[{"labels": {}, "values": [1, 2, 3]}]]
    whole, part = proof(shown=shown(Lag=series)), proof(shown=shown(Lag=[[]]), whole=False)
    preview = folder / "redis" / "preview.json"

    write_evidence(entry(folder), [part])
    write_preview(entry(folder), [part])
    assert entry(folder).evidence.panels["Lag"].data == ()
    assert "1,2,3" not in preview.read_text()

    write_evidence(entry(folder), [whole])
    write_preview(entry(folder), [whole])
    write_evidence(entry(folder), [part])
    write_preview(entry(folder), [part])
    assert entry(folder).evidence.panels["Lag"].data == ("2.0_trixie",)
    assert "1,2,3" in preview.read_text()

    write_evidence(entry(folder), [replace(part, whole=True)])
    write_preview(entry(folder), [replace(part, whole=True)])
    assert entry(folder).evidence.panels["Lag"].data == ()
    assert "1,2,3" not in preview.read_text()


TESTS = """\
rule_files: [rules.yaml]
tests:
  - input_series: [{series: redis_up, values: "0x5 1x5"}]
    alert_rule_test:
      - {alertname: Down, eval_time: 5m, exp_alerts: [{}]}
      - {alertname: Down, eval_time: 10m, exp_alerts: []}
"""


@pytest.mark.debian
@pytest.mark.sandbox
def test_unit_tests_count_while_they_pass_and_are_the_same(folder: Path) -> None:
    path = folder / "redis" / "rules.test.yaml"
    path.write_text(TESTS)
    write_evidence(entry(folder), unit_tests=True)
    found = entry(folder)
    assert found.evidence.rules["Down"].tests == ("fires", "resolves")
    assert found.evidence.unit_tests == found.unit_tests
    assert summary(load([folder]))["alerts"]["total"] == 3

    path.write_text(TESTS + "# more\n")
    changed = entry(folder)
    down = changed.alerts[0]
    assert (fresh := fresh_rule(changed, down)) is not None
    assert fresh.tests == ()
    assert [finding.message for finding in check(load([folder])) if finding.id == "evidence/stale"] == [
        "the unit tests have changed since the evidence was written"
    ]

    path.write_text(TESTS.replace("exp_alerts: [{}]", "exp_alerts: []"))
    write_evidence(entry(folder), unit_tests=True)
    assert entry(folder).evidence.rules["Down"].tests == ()


def test_an_entry_without_recordings_has_none(folder: Path) -> None:
    for path in (folder / "redis" / "recordings").iterdir():
        path.unlink()
    assert write_evidence(entry(folder)) is None
    assert not (folder / "redis" / "evidence.yaml").exists()

"""Verbs that ask a live Prometheus, on a real one that wants a password over TLS."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from exporterhub.cli import main

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]
RULES = """\
groups:
  - name: g
    rules:
      - alert: Right
        expr: prometheus_tsdb_head_series > 1e9
        for: 5m
        labels: {severity: warning}
        annotations: {summary: "{{ $labels.instance }}"}
      - alert: Wrong
        expr: prometheus_tsdb_head_serie > 1e9
        for: 5m
        labels: {severity: warning}
        annotations: {summary: x}
      - alert: Counter
        expr: rate(prometheus_tsdb_head_series[5m]) > 1e9
        for: 5m
        labels: {severity: warning}
        annotations: {summary: x}
"""


@pytest.fixture
def words(real: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("r.yaml").write_text(RULES)
    return ["r.yaml", "--prometheus", real.url, "--basic-auth-file", real.password, "--ca-file", real.certificate]


def test_rules_check(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "check", *words, "--job", "itself", "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    found = [(found["id"], found["line"]) for found in findings if not found["id"].startswith("alert/")]
    assert found == [("metric/exists", 10), ("type/gauge_as_counter", 15)]
    (missing,) = [found for found in findings if found["id"] == "metric/exists"]
    assert "prometheus_tsdb_head_series" in missing["remedy"]


def test_rules_check_of_a_job_that_is_not_there(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "check", *words, "--job", "others"]) == 2
    assert "no series of the job 'others'" in capsys.readouterr().err


def test_rules_backtest(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("r.yaml").write_text("groups: [{name: g, rules: [{alert: Up, expr: up == 1}, {alert: Deaf, expr: b > 0}]}]")
    now = time.time()
    times = ["--from", str(now - 600), "--to", str(now), "--step", "1"]
    assert main(["rules", "backtest", *words, *times]) == 1
    said = capsys.readouterr()
    assert "still firing" in said.out
    assert "reads nothing: no b" in said.out
    assert "secret" not in said.out + said.err


@pytest.mark.parametrize("verb", ["check", "backtest"])
def test_without_the_password(words: list[str], verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", verb, *words[:3], *words[5:]]) == 2
    assert "refuses access (401)" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["check", "backtest"])
def test_a_server_that_is_down(words: list[str], verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", verb, "r.yaml", "--prometheus", "http://127.0.0.1:9"]) == 3
    said = capsys.readouterr().err
    assert "http://127.0.0.1:9 does not answer" in said
    assert "check the address" in said

"""``rules test``: unit tests through the real promtool, then mutation."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

RULES = """groups:
  - name: redis
    rules:
      - alert: RedisClients
        expr: redis_connected_clients{role="primary"} > 100
        for: 5m
"""
TESTS = """rule_files: [redis.yaml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {series: 'redis_connected_clients{role="primary"}', values: 110x10 20x10}
      - {series: 'redis_connected_clients{role="other"}', values: 90x30}
    alert_rule_test:
      - {alertname: RedisClients, eval_time: 4m}
      - {alertname: RedisClients, eval_time: 5m, exp_alerts: [{exp_labels: {role: primary}}]}
      - {alertname: RedisClients, eval_time: 15m}
  - interval: 1m
    input_series:
      - {series: 'redis_connected_clients{role="primary"}', values: 90x30}
    alert_rule_test:
      - {alertname: RedisClients, eval_time: 20m}
"""


@pytest.fixture
def files(work: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rule file and its tests; promtool comes from the cache of the user who runs the tests."""
    monkeypatch.delenv("XDG_CACHE_HOME")
    (work / "redis.yaml").write_text(RULES)
    (work / "redis.test.yaml").write_text(TESTS)
    return work


@pytest.mark.debian
@pytest.mark.sandbox
def test_survivors_are_listed_and_the_score_decides(cli: Callable[..., Any], files: Path) -> None:
    result = cli("rules", "test", "redis.yaml")
    assert result.out == (
        'redis.yaml:5:39: survived: RedisClients: role="primary" is dropped [matcher]\n'
        "redis.test.yaml: 1 alert, 2 tests passed; 5 of 6 mutants noticed, score 83.3, below 95\n"
    )
    assert result.code == 1
    assert cli("rules", "test", "redis.test.yaml", "--least", "80").code == 0


@pytest.mark.debian
@pytest.mark.sandbox
def test_json(cli: Callable[..., Any], files: Path) -> None:
    (found,) = json.loads(cli("rules", "test", "redis.yaml", "--json").out)["files"]
    assert found == {
        "file": "redis.test.yaml",
        "passed": True,
        "output": "",
        "findings": [],
        "mutation": {
            "mutants": 6,
            "killed": 5,
            "score": 83.33,
            "survivors": [
                {
                    "rule": "RedisClients",
                    "mutator": "matcher",
                    "what": 'role="primary" is dropped',
                    "file": "redis.yaml",
                    "line": 5,
                    "column": 39,
                }
            ],
        },
    }


@pytest.mark.debian
@pytest.mark.sandbox
def test_a_test_that_fails_is_shown_and_nothing_is_mutated(cli: Callable[..., Any], files: Path) -> None:
    (files / "redis.test.yaml").write_text(TESTS.replace("110x10", "90x10"))
    result = cli("rules", "test", "redis.yaml")
    assert result.code == 1
    assert "redis.test.yaml: error: unit tests fail [test/failed]" in result.out
    assert "alertname: RedisClients, time: 5m" in result.out
    assert "mutant" not in result.out


@pytest.mark.debian
@pytest.mark.sandbox
def test_an_alert_without_tests_is_an_error(cli: Callable[..., Any], files: Path) -> None:
    (files / "redis.yaml").write_text(RULES + "      - {alert: RedisDown, expr: redis_up == 0}\n")
    result = cli("rules", "test", "redis.yaml", "--no-mutation", "-q")
    assert result.code == 1
    assert result.out.splitlines() == [
        "redis.yaml:7:17: error: RedisDown has no test in which it fires [test/fires]",
        "redis.yaml:7:17: warning: RedisDown has no test in which it keeps quiet [test/quiet]",
        "redis.yaml:7:17: warning: RedisDown has no test in which it resolves [test/resolves]",
    ]


@pytest.mark.debian
@pytest.mark.sandbox
def test_a_rule_that_cannot_be_read_is_told_before_promtool_runs(cli: Callable[..., Any], files: Path) -> None:
    (files / "redis.yaml").write_text(RULES.replace("> 100", ">"))
    result = cli("rules", "test", "redis.yaml", "-q")
    assert result.code == 1
    assert result.out.startswith("redis.yaml:5:")
    assert "[query/syntax]" in result.out


def test_bad_input_has_a_remedy(cli: Callable[..., Any], files: Path) -> None:
    (files / "redis.test.yaml").unlink()
    result = cli("rules", "test", "redis.yaml")
    assert result.code == 2
    assert result.err.startswith("error: redis.yaml has no unit tests\n  write them as redis.test.yaml")
    assert cli("rules", "test", "none.yaml").code == 2
    assert cli("rules", "test", "redis.yaml", "--least", "101").code == 2
    (files / "redis.test.yaml").write_text("tests: [\n")
    broken = cli("rules", "test", "redis.yaml")
    assert broken.code == 2
    assert "redis.test.yaml:2:1: not valid YAML" in broken.err

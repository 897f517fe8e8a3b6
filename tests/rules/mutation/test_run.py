"""Mutants through promtool: those that no test notices survive."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from exporterhub.catalog import Rule, read_rules
from exporterhub.errors import LabFailure
from exporterhub.rules.mutation import Result, mutants, run_mutation
from exporterhub.rules.unit_tests import Promtool, promtool, read_unit_tests

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]

RULES = """groups:
  - name: first
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total{code="500"}[5m]))
  - name: second
    rules:
      - alert: Errors
        expr: job:errors:rate5m > 0.75
        for: 5m
      - alert: Untested
        expr: other > 1
      - alert: Weak
        expr: weak{mode="a"} > 5
"""
TESTS = """rule_files: [rules.yaml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {series: 'errors_total{job="j", instance="a", code="500"}', values: 0+60x30}
      - {series: 'errors_total{job="j", instance="a", code="404"}', values: 0+60x30}
      - {series: 'errors_total{job="k", instance="a", code="500"}', values: 0+30x30}
      - {series: 'weak{mode="a"}', values: 100x30}
    alert_rule_test:
      - {alertname: Errors, eval_time: 8m}
      - {alertname: Errors, eval_time: 20m, exp_alerts: [{exp_labels: {job: j}}]}
      - {alertname: Weak, eval_time: 20m, exp_alerts: [{exp_labels: {mode: a}}]}
    promql_expr_test:
      - expr: job:errors:rate5m
        eval_time: 20m
        exp_samples:
          - {labels: 'job:errors:rate5m{job="j"}', value: 1}
          - {labels: 'job:errors:rate5m{job="k"}', value: 0.5}
"""


def result(tmp_path: Path, tests: str = TESTS, tool: Promtool | None = None) -> tuple[Result, list[Rule]]:
    (tmp_path / "rules.yaml").write_text(RULES)
    path = tmp_path / "rules.test.yaml"
    path.write_text(tests)
    rules, findings = read_rules(tmp_path / "rules.yaml")
    assert findings == []
    return run_mutation(rules, list(mutants(rules)), read_unit_tests(path), tool or promtool()), rules


def test_survivors_are_those_that_no_test_looks_at(tmp_path: Path) -> None:
    found, _ = result(tmp_path)
    assert [(mutant.rule.name, mutant.what) for mutant in found.survivors] == [
        ("job:errors:rate5m", "sum becomes avg"),
        ("Untested", "`>` becomes `<`"),
        ("Untested", "other becomes other_renamed"),
        ("Untested", "1 becomes 1 * 10"),
        ("Untested", "1 becomes 1 / 10"),
        ("Weak", 'mode="a" is dropped'),
        ("Weak", "5 becomes 5 * 10"),
        ("Weak", "5 becomes 5 / 10"),
    ]
    assert found.killed == len(found.mutants) - 8
    assert found.score == pytest.approx(100 * found.killed / len(found.mutants))


def test_a_rule_that_fails_its_tests_is_no_measure(tmp_path: Path) -> None:
    with pytest.raises(LabFailure, match="Weak fails its unit tests"):
        result(tmp_path, TESTS.replace("100x30", "1x30"))


def test_a_promtool_that_gives_up_is_a_failure(tmp_path: Path) -> None:
    def broken(words: Sequence[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(list(words), 2, b"Unit Testing:  0.test.yaml\n", b"out of memory")

    with pytest.raises(LabFailure, match="ran 1 of 3 test files"):
        result(tmp_path, tool=broken)


def test_progress_comes_to_all(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "rules.test.yaml").write_text(TESTS)
    rules, _ = read_rules(tmp_path / "rules.yaml")
    made = list(mutants(rules))
    done: list[int] = []
    run_mutation(rules, made, read_unit_tests(tmp_path / "rules.test.yaml"), promtool(), done.append)
    assert sum(done) == len(made)


def test_nothing_to_mutate_is_no_failure() -> None:
    assert Result((), ()).score == 100

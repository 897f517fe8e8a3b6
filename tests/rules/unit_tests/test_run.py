"""Test files through the real promtool."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from exporterhub.errors import LabFailure, Missing
from exporterhub.rules.unit_tests import _promtool as promtool_module
from exporterhub.rules.unit_tests import promtool, read_unit_tests, run_unit_tests

RULES = "groups: [{name: g, rules: [{alert: A, expr: x > 1}]}]\n"
TESTS = """rule_files: [rules.yaml]
tests:
  - name: high
    interval: 1m
    input_series: [{series: x, values: 0x10}]
    alert_rule_test: [{alertname: A, eval_time: 5m, exp_alerts: [EXPECTED]}]
"""


def outcome(tmp_path: Path, expected: str) -> tuple[bool, str]:
    (tmp_path / "rules.yaml").write_text(RULES)
    path = tmp_path / "rules.test.yaml"
    path.write_text(TESTS.replace("EXPECTED", expected))
    found = run_unit_tests(read_unit_tests(path), promtool())
    return found.passed, found.said


@pytest.mark.debian
@pytest.mark.sandbox
def test_passed_and_failed(tmp_path: Path) -> None:
    assert outcome(tmp_path, "") == (True, "")
    passed, said = outcome(tmp_path, "{}")
    assert not passed
    assert "alertname: A, time: 5m" in said
    assert "name: high" in said


@pytest.mark.debian
@pytest.mark.sandbox
def test_a_file_that_promtool_refuses_is_failed_with_its_words(tmp_path: Path) -> None:
    passed, said = outcome(tmp_path, "{exp_label: {a: b}}")
    assert not passed
    assert "exp_label" in said


def test_without_debian_the_promtool_on_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promtool_module, "sandbox_unavailable", lambda: "no user namespaces")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match="promtool is needed: no user namespaces"):
        promtool()
    program = tmp_path / "promtool"
    program.write_text("#!/bin/sh\necho $0 $1\n")
    program.chmod(0o700)
    done = promtool()(["test"], tmp_path)
    assert done.stdout.decode() == f"{program} test\n"


def test_a_promtool_that_does_not_end_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: object, **kwargs: object) -> None:
        raise subprocess.TimeoutExpired("promtool", 1)

    monkeypatch.setattr(promtool_module, "_run", never)
    monkeypatch.setattr(promtool_module, "sandbox_unavailable", lambda: "no user namespaces")
    monkeypatch.setattr("shutil.which", lambda name: name)
    with pytest.raises(LabFailure, match="did not end"):
        promtool()(["test"], tmp_path)

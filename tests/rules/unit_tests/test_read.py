"""Test files: what is read, and what a file that cannot be used is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.errors import BadInput, SyntaxProblem
from exporterhub.rules.unit_tests import find_unit_tests, read_unit_tests

RULES = "groups: [{name: g, rules: [{alert: A, expr: x > 1}]}]\n"
TESTS = """rule_files: [rules.yaml]
tests:
  - name: high
    input_series:
      - {series: 'x{a="b"}', values: 0x10}
    alert_rule_test:
      - {alertname: A, eval_time: 5m}
      - {alertname: A, eval_time: 1h30m, exp_alerts: [{}, {}]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "rules.test.yaml").write_text(TESTS)
    return tmp_path


def test_groups_series_and_expectations_are_read(folder: Path) -> None:
    tests = read_unit_tests(folder / "rules.test.yaml")
    (group,) = tests.groups
    assert tests.rule_files == (folder / "rules.yaml",)
    assert (group.name, group.line) == ("high", 3)
    assert group.series == (('x{a="b"}', "0x10"),)  # as written: to YAML it would be the number 16
    assert [(test.alert, test.seconds, test.expected) for test in group.alerts] == [("A", 300, 0), ("A", 5400, 2)]


def test_the_test_file_lies_beside_the_rules(folder: Path) -> None:
    assert find_unit_tests(folder / "rules.yaml") == folder / "rules.test.yaml"
    assert find_unit_tests(folder / "rules.test.yaml") == folder / "rules.test.yaml"
    (folder / "other.yml").write_text(RULES)
    with pytest.raises(BadInput, match="has no unit tests"):
        find_unit_tests(folder / "other.yml")
    with pytest.raises(BadInput, match="is no file"):
        find_unit_tests(folder / "none.yaml")


def test_rule_files_may_be_a_pattern(folder: Path) -> None:
    (folder / "rules.test.yaml").write_text("rule_files: ['r*s.yaml']\n")
    assert read_unit_tests(folder / "rules.test.yaml").rule_files == (folder / "rules.yaml",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no unit tests"),
        ("- a\n", "holds no unit tests"),
        ("tests: []\n", "names no rule file"),
        ("rule_files: [none.yaml]\n", "tests none.yaml, which is no file"),
    ],
)
def test_a_file_that_tests_nothing_is_bad_input(folder: Path, text: str, said: str) -> None:
    (folder / "rules.test.yaml").write_text(text)
    with pytest.raises(BadInput, match=said):
        read_unit_tests(folder / "rules.test.yaml")


def test_a_file_that_is_no_yaml_has_a_place(folder: Path) -> None:
    (folder / "rules.test.yaml").write_text("rule_files: [rules.yaml]\ntests: [\n")
    with pytest.raises(SyntaxProblem) as caught:
        read_unit_tests(folder / "rules.test.yaml")
    assert (caught.value.line, caught.value.column) == (3, 1)


def test_a_file_that_is_no_text(folder: Path) -> None:
    (folder / "rules.test.yaml").write_bytes(b"\xff")
    with pytest.raises(BadInput, match="UTF-8"):
        read_unit_tests(folder / "rules.test.yaml")
    with pytest.raises(BadInput, match="cannot be read"):
        read_unit_tests(folder / "none.test.yaml")

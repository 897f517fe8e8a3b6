"""What tests show of an alert, and what is told where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.catalog import Rule
from exporterhub.rules.unit_tests import coverage, findings_of, read_unit_tests
from exporterhub.rules.unit_tests._series import falls, metric_of

RULE = Rule("g", "A", "alert", "increase(x_total[5m]) > 0", file="rules.yaml", line=7)
FIRES = "{alertname: A, eval_time: 5m, exp_alerts: [{}]}"
QUIET = "{alertname: A, eval_time: 1m}"
AFTER = "{alertname: A, eval_time: 9m}"


def shown(tmp_path: Path, *groups: tuple[str, str], rule: Rule = RULE) -> list[str]:
    """Which findings tests give; a group is the values of x_total and the checks."""
    items = "".join(
        f"  - input_series: [{{series: x_total, values: '{values}'}}]\n    alert_rule_test: [{checks}]\n"
        for values, checks in groups
    )
    (tmp_path / "rules.yaml").write_text("")
    path = tmp_path / "rules.test.yaml"
    path.write_text(f"rule_files: [rules.yaml]\ntests:\n{items}")
    found = list(findings_of(coverage([rule], read_unit_tests(path)), path.name))
    assert all((finding.file, finding.line) == ("rules.yaml", 7) for finding in found)
    return [finding.id for finding in found]


def test_an_alert_without_tests(tmp_path: Path) -> None:
    found = shown(tmp_path, ("0x5", "{alertname: B, eval_time: 5m, exp_alerts: [{}]}"))
    assert found == ["test/fires", "test/quiet", "test/resolves", "test/reset"]


def test_an_alert_with_all(tmp_path: Path) -> None:
    assert shown(tmp_path, ("0x5 1x5", f"{QUIET}, {FIRES}, {AFTER}"), ("5x5 0x5", QUIET)) == []


def test_to_be_quiet_before_it_fires_is_neither_quiet_nor_resolved(tmp_path: Path) -> None:
    assert shown(tmp_path, ("5 0", f"{QUIET}, {FIRES}")) == ["test/quiet", "test/resolves"]


def test_a_gauge_has_no_reset(tmp_path: Path) -> None:
    gauge = Rule("g", "A", "alert", "x_total > 0", file="rules.yaml", line=7)
    assert shown(tmp_path, ("0x5", f"{FIRES}, {AFTER}"), ("0x5", QUIET), rule=gauge) == []


def test_recording_rules_are_not_asked_for(tmp_path: Path) -> None:
    assert shown(tmp_path, rule=Rule("g", "x", "record", "sum(x)", file="rules.yaml", line=7)) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("1 2 3", False),
        ("0+1x10 20x5", False),
        ("0+1x10 5x5", True),
        ("5x5 _x3 0", True),
        ("5x5 stale 5", False),
        ("9-1x3", True),
        ("1e3+1e2x5 1600", False),
        ("-5+1x3", False),
        ("{{schema:1 sum:1 count:1}}", False),
    ],
)
def test_falls(values: str, expected: bool) -> None:
    assert falls(values) == expected


@pytest.mark.parametrize(
    ("series", "expected"), [('a:b{c="d"}', "a:b"), ("up", "up"), ('{__name__="x y",a="b"}', "x y"), ('{a="b"}', "")]
)
def test_metric_of(series: str, expected: str) -> None:
    assert metric_of(series) == expected

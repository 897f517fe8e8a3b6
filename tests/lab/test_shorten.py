"""Rules as the lab loads them."""

from __future__ import annotations

import json

import pytest

from exporterhub.catalog import read_rules
from exporterhub.lab._shorten import longest, rule_file, shorten, shorter_for


@pytest.mark.parametrize(
    ("expr", "interval", "expected"),
    [
        ("rate(a_total[5m]) > 1", 1.0, "rate(a_total[5s]) > 1"),
        ("rate(a_total[1m]) > 1", 1.0, "rate(a_total[5s]) > 1"),  # five scrapes at least
        ("rate(a_total[6h]) > 1", 1.0, "rate(a_total[30s]) > 1"),
        ("rate(a_total[5m]) > 1", 5.0, "rate(a_total[25s]) > 1"),
        ("rate(a_total[5m]) > 1", 10.0, "rate(a_total[50s]) > 1"),
        ("up == 0 and last_over_time(b[1d])", 1.0, "up == 0 and last_over_time(b[600s])"),
        ("a offset 1h", 1.0, "a offset 30s"),
        ("a offset -10m", 1.0, "a offset -10s"),
        ("max_over_time(rate(a[5m])[1h:1m]) > 3", 1.0, "max_over_time(rate(a[5s])[30s:1s]) > 3"),
        ("predict_linear(a[1h], 4 * 3600) < 0", 1.0, "predict_linear(a[30s], (4 * 3600) / 60) < 0"),
        ("time() - a > 3600", 1.0, "time() - a > 3600"),  # a threshold stays what it is
    ],
)
def test_windows_are_shorter_and_thresholds_are_not(expr: str, interval: float, expected: str) -> None:
    assert shorten(expr, interval) == expected


@pytest.mark.parametrize(("text", "seconds"), [("", 0.0), ("0s", 0.0), ("1m", 2.0), ("5m", 5.0), ("1h", 10.0)])
def test_for(text: str, seconds: float) -> None:
    assert shorter_for(text) == seconds


RULES = """\
groups:
  - name: one
    rules:
      - {record: job:a:rate5m, expr: "sum by (job) (rate(a_total[5m]))", labels: {team: web}}
      - alert: High
        expr: job:a:rate5m > 5
        for: 10m
        keep_firing_for: 5m
        labels: {severity: warning}
        annotations: {summary: "{{ $labels.job }} is high"}
"""


def test_the_rule_file_keeps_what_the_rules_say_and_marks_alerts() -> None:
    rules, _ = read_rules(RULES, "rules.yaml")
    assert json.loads(rule_file(((rule.name, rule) for rule in rules), 1.0)) == {
        "groups": [
            {
                "name": "one",
                "rules": [
                    {"record": "job:a:rate5m", "expr": "sum by (job) (rate(a_total[5s]))", "labels": {"team": "web"}},
                    {
                        "alert": "High",
                        "expr": "job:a:rate5m > 5",
                        "for": "10s",
                        "keep_firing_for": "5s",
                        "annotations": {"summary": "{{ $labels.job }} is high"},
                        "labels": {"severity": "warning", "exporterhub_rule": "High"},
                    },
                ],
            }
        ]
    }
    assert longest(rules, 1.0) == 10.0

"""Texts: what Prometheus makes of values, names of alerts, numbers."""

from __future__ import annotations

import pytest

from exporterhub.rules.generate._shapes import named
from exporterhub.rules.generate._text import clean, divided, nice, number, render, round_time, words_of
from exporterhub.rules.generate._unit import is_moment, unit_of


@pytest.mark.parametrize(
    ("how", "value", "expected"),
    [
        ("humanize", 0.0, "0"),
        ("humanize", 1234.0, "1.234k"),
        ("humanize", 0.00012, "120u"),
        ("humanize", 2.5e9, "2.5G"),
        ("humanize1024", 1048576.0, "1Mi"),
        ("humanize1024", 0.5, "0.5"),
        ("humanizeDuration", 0.0, "0s"),
        ("humanizeDuration", 0.05, "50ms"),
        ("humanizeDuration", 1.5, "1.5s"),
        ("humanizeDuration", 61.7, "1m 1s"),
        ("humanizeDuration", 3600.0, "1h 0m 0s"),
        ("humanizeDuration", -90061.0, "-1d 1h 1m 1s"),
        ("humanizePercentage", 0.9512, "95.12%"),
    ],
)
def test_values_as_prometheus_shows_them(how: str, value: float, expected: str) -> None:
    assert render(f"is {{{{ $value | {how} }}}} now", {}, value) == f"is {expected} now"


def test_labels_in_texts() -> None:
    assert render("{{ $labels.a }} of {{ $labels.b }}: {{ $value }}", {"a": "x"}, 2.0) == "x of : 2"


def test_numbers_are_read_back() -> None:
    assert [number(value) for value in (1209600.0, 0.1, 1e20, 0.30000000000000004)] == [
        "1209600",
        "0.1",
        "1e+20",
        "0.3",
    ]
    assert [nice(value) for value in (0.0, 12.0, 30.0, 0.004, 999.0)] == [0.0, 20.0, 30.0, 0.005, 1000.0]
    assert [round_time(value) for value in (5.0, 61.0, 1000.0, 14401.0)] == [5.0, 120.0, 1200.0, 18000.0]


def test_names() -> None:
    assert words_of("node_memory_MemFree_bytes") == ("node", "memory", "mem", "free", "bytes")
    assert named("redis_memory_used_bytes", "NearLimit", "used") == "RedisMemoryNearLimit"
    assert named("x_errors_total", "Rising") == "XErrorsRising"
    assert named("x_failed", "Failed") == "XFailed"


def test_texts_of_a_page_are_made_harmless() -> None:
    assert clean("a {{ $value }}\n\x1b[31m  b") == "a $value [31m b"
    assert len(clean("word " * 100)) <= 200


def test_long_divisions_take_two_lines() -> None:
    assert divided("a", "b") == "a / b"
    assert divided("a" * 60, "b" * 60).splitlines()[1].startswith("  / b")


@pytest.mark.parametrize(
    ("name", "unit", "help_text", "expected"),
    [
        ("x_bytes", "", "", "bytes"),
        ("x_seconds_total", "", "", "seconds"),
        ("x", "seconds", "", "seconds"),
        ("x", "", "Time taken in milliseconds", "milliseconds"),
        ("x", "", "in bytes, not in seconds", ""),
        ("x_seconds_behind_master", "", "", "seconds"),
        ("x_per_ms", "", "", ""),
        ("x_usage_percent", "", "", "percent"),
    ],
)
def test_units(name: str, unit: str, help_text: str, expected: str) -> None:
    assert unit_of(name, unit, help_text) == expected


def test_moments() -> None:
    assert is_moment("x", "", [1.7e9])
    assert is_moment("x_last_run_timestamp_seconds", "", [0.0])
    assert not is_moment("x_wait_time_seconds", "", [0.0])
    assert not is_moment("x_timestamp", "", [5.0])
    assert not is_moment("x_timestamp", "", [])

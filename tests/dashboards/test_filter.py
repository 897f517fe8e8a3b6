"""Queries as the dashboard asks them."""

from __future__ import annotations

import pytest

from exporterhub.dashboards import with_filters


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("up", "up{F}"),
        ("up{}", "up{F}"),
        ('up{a="b"}', 'up{a="b", F}'),
        ('up{a="b",}', 'up{a="b",F}'),
        ('up{a="}"}', 'up{a="}", F}'),
        ('pushed{job=~".+"}', 'pushed{job=~".+"}'),
        ('pushed{job=~".+"} > up', 'pushed{job=~".+"} > up{F}'),
        ('{__name__="up"}', '{__name__="up", F}'),
        ("rate(a_total[5m])", "rate(a_total{F}[W])"),
        ("increase(a_total[1h])", "increase(a_total{F}[1h])"),
        ("max_over_time(a[5m])", "max_over_time(a{F}[5m])"),
        ("a offset 5m / b", "a{F} offset 5m / b{F}"),
        ("sum by (x) (rate(a_total[5m])) > 0", "sum by (x) (rate(a_total{F}[W])) > 0"),
        ("max_over_time(rate(a_total[5m])[1h:1m])", "max_over_time(rate(a_total{F}[W])[1h:1m])"),
    ],
)
def test_filters_go_into_each_selector_and_windows_of_rates_fit(expr: str, expected: str) -> None:
    assert with_filters(expr, "F", "W") == expected

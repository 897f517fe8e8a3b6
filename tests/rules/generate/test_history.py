"""Thresholds of the past: quantiles by the hour, so that what comes back every week stays in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from exporterhub.rules.generate import of_job
from exporterhub.rules.generate._history import levels

HOUR, DAY = 3600.0, 86400.0
MONDAY = 4 * DAY  # 1970-01-05


class Weeks:
    """Four weeks of a value every five minutes."""

    def __init__(self, values: Mapping[tuple[int, int], float], usual: float = 10.0) -> None:
        self.values, self.usual = values, usual

    def series(self, expr: str) -> Sequence[tuple[Mapping[str, str], Sequence[tuple[float, float]]]]:
        return [({}, list(self._points()))]

    def _points(self) -> Iterator[tuple[float, float]]:
        for at in range(28 * 24 * 12):
            time = MONDAY + at * 300
            yield time, self.values.get((int((time - MONDAY) // DAY) % 7, int(time % DAY // HOUR)), self.usual)


def test_a_backup_every_night_counts() -> None:
    found = levels(Weeks({(day, 3): 90.0 for day in range(7)}), "x")
    assert found is not None
    assert (found.high, found.low) == (90.0, 10.0)
    assert found.window == "28 days"


def test_an_hour_every_sunday_counts_though_it_is_less_than_one_in_a_hundred() -> None:
    found = levels(Weeks({(6, 3): 90.0}), "x")
    assert found is not None
    assert found.high == 90.0


def test_a_single_bad_minute_does_not_count() -> None:
    class Once(Weeks):
        def _points(self) -> Iterator[tuple[float, float]]:
            points = list(super()._points())
            points[1000] = (points[1000][0], 1e6)
            return iter(points)

    found = levels(Once({}), "x")
    assert found is not None
    assert found.high < 2e5  # one value in 240 of its hour, between which and the next is interpolated at most


def test_no_values_are_no_level() -> None:
    class Nothing(Weeks):
        def _points(self) -> Iterator[tuple[float, float]]:
            return iter([(0.0, float("nan")), (60.0, float("inf"))])

    assert levels(Nothing({}), "x") is None


def test_a_query_is_narrowed_to_one_job() -> None:
    assert of_job("a / (b > 0)", "x") == 'a{job="x"} / (b{job="x"} > 0)'
    assert of_job('rate(a{code=~"5.."}[5m])', 'q"') == 'rate(a{code=~"5..", job="q\\""}[5m])'
    assert of_job('a{job="old"} offset 5m', "x") == 'a{job="x"} offset 5m'

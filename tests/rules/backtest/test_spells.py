"""When an alert fires, from when its expression is true: as Prometheus has it."""

from __future__ import annotations

import pytest

from exporterhub.rules.backtest import Spell, spells_of
from exporterhub.rules.backtest._spells import joined


@pytest.mark.parametrize(
    ("intervals", "wait", "keep", "fired", "pending"),
    [
        ([], 0, 0, [], 0),
        ([(60, 60)], 0, 0, [(60, 120)], 0),
        ([(60, 300)], 120, 0, [(180, 360)], 0),
        ([(60, 180)], 120, 0, [(180, 240)], 0),
        ([(60, 120)], 120, 0, [], 1),
        ([(60, 300)], 90, 0, [(180, 360)], 0),  # for 90 s is over at the third evaluation
        ([(60, 300), (420, 480)], 120, 0, [(180, 360)], 1),
        ([(60, 300), (420, 900)], 120, 0, [(180, 360), (540, 960)], 0),
        ([(60, 300), (420, 480)], 120, 60, [(180, 600)], 0),  # still there when it came back
        ([(60, 300)], 0, 300, [(60, 660)], 0),
        ([(60, 120), (600, 660)], 0, 60, [(60, 240), (600, 780)], 0),
    ],
)
def test_spells(
    intervals: list[tuple[float, float]],
    wait: float,
    keep: float,
    fired: list[tuple[float, float]],
    pending: int,
) -> None:
    found = spells_of(intervals, wait=wait, keep=keep, step=60.0)
    assert found == ([Spell(*one) for one in fired], pending)


def test_pieces_that_touch_are_one() -> None:
    assert joined([(0, 60)], [(120, 180), (300, 300)], 60.0) == [(0, 180), (300, 300)]

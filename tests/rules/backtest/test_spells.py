"""When an alert fires, from when its expression is true: as Prometheus has it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from exporterhub.programs import debian_root, run_tool
from exporterhub.promql import number_of_seconds
from exporterhub.rules.backtest import Spell, comebacks, spells_of
from exporterhub.rules.backtest._spells import clipped, joined


@pytest.mark.parametrize(
    ("intervals", "wait", "keep", "fired", "pending"),
    [
        ([], 0, 0, [], []),
        ([(60, 60)], 0, 0, [(60, 120)], []),
        ([(60, 300)], 120, 0, [(180, 360)], []),
        ([(60, 180)], 120, 0, [(180, 240)], []),
        ([(60, 120)], 120, 0, [], [(60, 120)]),
        ([(60, 300)], 90, 0, [(180, 360)], []),  # for 90 s is over at the third evaluation
        ([(60, 300), (420, 480)], 120, 0, [(180, 360)], [(420, 480)]),
        ([(60, 300), (420, 900)], 120, 0, [(180, 360), (540, 960)], []),
        ([(60, 300), (420, 480)], 120, 60, [(180, 600)], []),  # still there when it came back
        ([(60, 300)], 0, 300, [(60, 660)], []),
        ([(60, 120), (600, 660)], 0, 60, [(60, 240), (600, 780)], []),
    ],
)
def test_spells(
    intervals: list[tuple[float, float]],
    wait: float,
    keep: float,
    fired: list[tuple[float, float]],
    pending: list[tuple[float, float]],
) -> None:
    found = spells_of(intervals, wait=wait, keep=keep, step=60.0)
    assert found == ([Spell(*one) for one in fired], pending)


def test_pieces_that_touch_are_one() -> None:
    assert joined([(0, 60)], [(120, 180), (300, 300)], 60.0) == [(0, 180), (300, 300)]


def test_an_interval_is_cut_where_the_time_is() -> None:
    assert clipped([(0, 60), (120, 300), (420, 480)], 60, 180) == [(60, 60), (120, 180)]


def test_comebacks_are_those_within_an_hour() -> None:
    assert comebacks([Spell(0, 60), Spell(3600, 3660), Spell(7260, 7300)]) == 1


RULES = [("0s", "0s"), ("3m", "0s"), ("0s", "4m"), ("3m", "4m"), ("150s", "90s"), ("10m", "1m")]
MINUTES = 240


@pytest.mark.debian
@pytest.mark.sandbox
def test_prometheus_has_the_same_alerts_at_each_evaluation(tmp_path: Path) -> None:
    """The oracle: promtool evaluates alerts on a series that comes and goes, and knows which are pending and firing."""
    chance = random.Random(7)
    states: list[bool] = []
    while len(states) < MINUTES:
        states += [True] * chance.choice((1, 1, 2, 3, 4, 5, 8, 13)) + [False] * chance.choice((1, 2, 5))
    states = states[:MINUTES]
    times = [(60.0 * minute, 60.0 * minute) for minute, there in enumerate(states) if there]
    rules, tests = [], []
    for number, (wait, keep) in enumerate(RULES):
        rules.append({"alert": f"A{number}", "expr": "a > 0", "for": wait, "keep_firing_for": keep})
        seconds = [float(number_of_seconds(text) or 0) for text in (wait, keep)]
        spells, _ = spells_of(joined([], times, 60.0), wait=seconds[0], keep=seconds[1], step=60.0)
        assert spells
        for minute in range(MINUTES):
            firing = any(spell.start <= 60 * minute < spell.end for spell in spells)
            labels = f'ALERTS{{alertname="A{number}", alertstate="firing"}}'
            expected = [{"labels": labels, "value": 1}] if firing else []
            tests.append({"expr": labels, "eval_time": f"{minute}m", "exp_samples": expected})
    series = {"series": "a", "values": " ".join("1" if there else "0" for there in states)}
    test = {"interval": "1m", "input_series": [series], "promql_expr_test": tests}
    (tmp_path / "rules.yaml").write_text(json.dumps({"groups": [{"name": "g", "interval": "1m", "rules": rules}]}))
    (tmp_path / "test.yaml").write_text(
        json.dumps({"rule_files": ["rules.yaml"], "evaluation_interval": "1m", "tests": [test]})
    )
    done = run_tool(
        debian_root(["prometheus"], "sid"), ["promtool", "test", "rules", "test.yaml"], folder=tmp_path, seconds=120
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode()[-2000:]

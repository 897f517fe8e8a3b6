"""Alerts over two weeks of a real Prometheus: logs that rotate, backups every night and once, a disk that fills."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import Rule, load, read_rules
from exporterhub.errors import BadInput
from exporterhub.prometheus import Server, TooMuch
from exporterhub.rules.backtest import ASCII, Result, backtest, chart

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]
DAY = 86_400.0


@pytest.fixture
def server(history: Any) -> Iterator[Server]:
    with Server(history.url) as server:
        yield server


def rules(text: str) -> list[Rule]:
    found, problems = read_rules(f"groups: [{{name: g, rules: [{text}]}}]", "rules.yaml")
    assert problems == []
    return found


def one(server: Server, history: Any, text: str, **more: Any) -> Result:
    (result,) = backtest(rules(text), server, history.start, history.end, **{"step": 300.0, **more})
    return result


def test_the_catalogs_forecast_fires_for_the_real_fill_only(server: Server, history: Any, catalog_folder: Path) -> None:
    node = load([catalog_folder]).entries["node"]
    forecast = [rule for rule in node.alerts if rule.name == "NodeFilesystemFillingUp"]
    (result,) = backtest(forecast, server, history.start, history.end, step=300.0)
    assert (result.problem, result.nothing, result.unmatched) == ("", (), ())
    assert [fired.labels["instance"] for fired in result.series] == ["filling:9100"]
    (spell,) = result.spells
    begun, full = history.start + 9 * DAY, history.start + 9 * DAY + 25 * 3600
    assert begun < spell.start < full - 16 * 3600, "there is time to act"
    assert spell.end > full - 5 * 3600
    assert not result.flapping


@pytest.mark.parametrize("host", ["rotated", "backup", "once"])
def test_a_forecast_by_the_pace_of_some_hours_alone_is_misled(server: Server, history: Any, host: str) -> None:
    expr = f'predict_linear(node_filesystem_avail_bytes{{instance="{host}:9100"}}[6h], 86400) < 0'
    result = one(server, history, "{alert: Naive, for: 1h, expr: " + json.dumps(expr) + "}")
    assert len(result.spells) >= (1 if host == "once" else 13)


def test_what_each_host_does_is_told_apart(server: Server, history: Any) -> None:
    text = (
        '{alert: Low, for: 30m, expr: "node_filesystem_avail_bytes{instance=~\\"(backup|filling).*\\"} '
        '/ node_filesystem_size_bytes < 0.25"}'
    )
    result = one(server, history, text)
    filling, backup = result.series
    assert (filling.labels["instance"], backup.labels["instance"]) == ("filling:9100", "backup:9100")
    assert len(backup.spells) == 14
    assert {spell.seconds for spell in backup.spells} == {90 * 60}
    assert {(spell.start - history.start) % DAY for spell in backup.spells} == {2.5 * 3600}
    assert len(filling.spells) == 1
    assert result.firing == 1  # it is still full
    assert result.longest > DAY
    assert result.seconds < sum(spell.seconds for spell in result.spells)  # they overlap


def test_a_short_wait_below_for_is_pending_only(server: Server, history: Any) -> None:
    text = '{alert: Low, for: 3h, expr: "node_filesystem_avail_bytes{instance=\\"backup:9100\\"} < 3e10"}'
    result = one(server, history, text)
    assert (result.spells, result.pending) == ((), 14)


def test_what_fires_already_when_the_time_begins(server: Server, history: Any) -> None:
    expr = json.dumps('node_filesystem_avail_bytes{instance="backup:9100"} < 3e10')
    text = f"{{alert: Low, for: 1h, keep_firing_for: 30m, expr: {expr}}}"
    (night,) = backtest(rules(text), server, history.start + 3.5 * 3600, history.start + 6 * 3600, step=300.0)
    assert night.spells == ((history.start + 3.5 * 3600, history.start + 4.5 * 3600),)
    (after,) = backtest(rules(text), server, history.start + 4.25 * 3600, history.start + 6 * 3600, step=300.0)
    assert after.spells == ((history.start + 4.25 * 3600, history.start + 4.5 * 3600),)


def test_what_comes_back_again_and_again_flaps(server: Server, history: Any) -> None:
    text = '{alert: Odd, expr: "node_filesystem_avail_bytes{instance=\\"backup:9100\\"} > 0 and on () hour() % 2 == 1"}'
    result = one(server, history, text, step=1800.0)
    assert not result.flapping  # an hour off, an hour on: each time it comes back a whole hour after its end
    text = '{alert: Odd, expr: "node_filesystem_avail_bytes{instance=\\"backup:9100\\"} > 0 and on () minute() < 30"}'
    result = one(server, history, text, step=600.0)
    assert result.flapping
    assert result.comebacks == len(result.spells) - 1 == 14 * 24 - 1


def test_what_reads_nothing_and_what_is_recorded_elsewhere(server: Server, history: Any) -> None:
    text = (
        "{record: 'instance:avail:ratio', expr: node_filesystem_avail_bytes / node_filesystem_size_bytes, "
        "labels: {team: storage}}, "
        "{record: 'instance:used:ratio', expr: '1 - instance:avail:ratio'}, "
        "{alert: Low, expr: 'instance:avail:ratio < 0.01'}, "
        "{alert: Nested, expr: 'instance:used:ratio > 0.99'}, "
        "{alert: Earlier, expr: 'instance:avail:ratio offset 1h < 0.01'}, "
        "{alert: Window, expr: 'max_over_time(instance:avail:ratio[30m] offset 1h) < 0.01'}, "
        "{alert: Chosen, expr: 'instance:avail:ratio{team=\"storage\"} < 0.01'}, "
        "{alert: Deaf, expr: node_filesystem_free_bytes < 5}, "
        "{alert: Other, expr: 'node_filesystem_avail_bytes{mountpoint=\"/data\"} < 5'}"
    )
    found = backtest(rules(text), server, history.start, history.end, step=600.0)
    low, nested, earlier, window, chosen, deaf, other = found
    assert [result.problem for result in found] == [""] * 7
    assert low.inlined == ("instance:avail:ratio",)
    assert nested.inlined == ("instance:used:ratio", "instance:avail:ratio")
    assert low.series[0].labels["team"] == "storage"
    assert nested.spells == low.spells
    assert earlier.spells[0].start == low.spells[0].start + 3600
    assert 3600 < window.spells[0].start - low.spells[0].start <= 3600 + 1800
    assert [(result.nothing, len(result.series)) for result in (low, nested, earlier, window)] == [((), 1)] * 4
    assert (chosen.nothing, chosen.spells) == (("instance:avail:ratio",), ())
    assert (deaf.nothing, deaf.unmatched, deaf.spells) == (("node_filesystem_free_bytes",), (), ())
    assert (other.nothing, other.unmatched) == ((), ('node_filesystem_avail_bytes{mountpoint="/data"}',))


def test_small_steps_are_asked_in_pieces_that_the_server_allows(server: Server, history: Any) -> None:
    with pytest.raises(TooMuch):
        server.query_range("vector(1)", history.start, history.end, 60.0)
    shares: list[float] = []
    text = "{alert: Low, expr: node_filesystem_avail_bytes < 1e9}"
    result = one(server, history, text, step=60.0, progress=lambda _, share: shares.append(share))
    assert (result.problem, len(result.series)) == ("", 1)
    assert len(shares) >= 4
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_a_query_that_fails_is_told_and_the_others_go_on(server: Server, history: Any) -> None:
    text = (
        "{alert: Twice, expr: 'node_filesystem_avail_bytes * on (job) node_filesystem_size_bytes > 0'}, "
        "{alert: Low, expr: node_filesystem_avail_bytes < 1e9}"
    )
    twice, low = backtest(rules(text), server, history.start, history.end, step=600.0)
    assert "many-to-many" in twice.problem or "duplicate" in twice.problem or "multiple matches" in twice.problem
    assert (twice.lost, twice.known) == (False, 0.0)
    assert low.problem == ""
    assert low.spells


def test_the_chart_shows_when(server: Server, history: Any) -> None:
    result = one(server, history, "{alert: Low, for: 1h, expr: node_filesystem_avail_bytes < 1e9}", step=600.0)
    for width in (30, 80, 200):
        row, days = chart([result], width)
        assert len(row.name) + 2 + len(row.cells) == width
        assert row.cells[: len(row.cells) // 2].strip() == ""
        assert row.cells.endswith("█")
        assert days.cells.split()[0] == "2025-10-09"
    assert days.cells.split() == ["2025-10-09", "2025-10-23"]
    assert chart([result], 80, ASCII)[0].cells.endswith("@")


def test_times_the_wrong_way_round(server: Server, history: Any) -> None:
    with pytest.raises(BadInput, match="no time between"):
        backtest(rules("{alert: Low, expr: up == 0}"), server, history.end, history.start)
    with pytest.raises(BadInput, match="no alerts"):
        backtest(rules("{record: 'a:b', expr: up}"), server, history.start, history.end)

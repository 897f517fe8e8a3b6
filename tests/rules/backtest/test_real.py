"""Alerts over two weeks of a real Prometheus: logs that rotate, a nightly backup, and a disk that fills."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import Rule, load, read_rules
from exporterhub.errors import BadInput
from exporterhub.prometheus import Server, TooMuch
from exporterhub.rules.backtest import Result, backtest, chart

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
    # it looks back a day, so what it says of the first day of a host rests on little
    (result,) = backtest(forecast, server, history.start + DAY, history.end, step=300.0)
    assert (result.problem, result.nothing, result.labels) == ("", (), 1)
    assert result.spells
    first = (result.spells[0].start - history.start) / DAY
    full = 9 + 25 / 24
    assert 9.3 < first < full - 0.3, "hours before the disk is full"
    assert not result.flapping


def test_what_each_host_does_is_told_apart(server: Server, history: Any) -> None:
    text = "{alert: Low, for: 30m, expr: node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.25}"
    result = one(server, history, text)
    assert result.labels == 2  # the backup every night, and the disk that fills
    nights = [spell for spell in result.spells if spell.seconds < 3 * 3600]
    assert len(nights) == 14
    assert {round(spell.seconds / 60) for spell in nights} <= {90, 95, 100}
    assert result.longest > DAY


def test_a_short_wait_below_for_is_pending_only(server: Server, history: Any) -> None:
    text = '{alert: Low, for: 3h, expr: "node_filesystem_avail_bytes{instance=\\"backup:9100\\"} < 3e10"}'
    result = one(server, history, text)
    assert (len(result.spells), result.pending) == (0, 14)


def test_what_reads_nothing_and_what_is_recorded_elsewhere(server: Server, history: Any) -> None:
    text = (
        "{record: 'instance:avail:ratio', expr: node_filesystem_avail_bytes / node_filesystem_size_bytes}, "
        "{alert: Low, expr: 'instance:avail:ratio < 0.1'}, {alert: Deaf, expr: node_filesystem_free_bytes < 5}"
    )
    low, deaf = backtest(rules(text), server, history.start, history.end, step=600.0)
    assert low.inlined == ("instance:avail:ratio",)
    assert (low.nothing, low.labels) == ((), 1)
    assert deaf.nothing == ("node_filesystem_free_bytes",)
    assert deaf.spells == ()


def test_small_steps_are_asked_in_pieces_that_the_server_allows(server: Server, history: Any) -> None:
    with pytest.raises(TooMuch):
        server.query_range("vector(1)", history.start, history.end, 60.0)
    shares: list[float] = []
    text = "{alert: Low, expr: node_filesystem_avail_bytes < 1e9}"
    result = one(server, history, text, step=60.0, progress=lambda _, share: shares.append(share))
    assert (result.problem, result.labels) == ("", 1)
    assert len(shares) >= 3
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_query_that_fails_is_told_and_the_others_go_on(server: Server, history: Any) -> None:
    text = (
        "{alert: Twice, expr: 'node_filesystem_avail_bytes * on (job) node_filesystem_size_bytes > 0'}, "
        "{alert: Low, expr: node_filesystem_avail_bytes < 1e9}"
    )
    twice, low = backtest(rules(text), server, history.start, history.end, step=600.0)
    assert "many-to-many" in twice.problem or "duplicate" in twice.problem or "multiple matches" in twice.problem
    assert low.problem == ""
    assert low.spells


def test_the_chart_shows_when(server: Server, history: Any) -> None:
    result = one(server, history, "{alert: Low, for: 1h, expr: node_filesystem_avail_bytes < 1e10}", step=600.0)
    row, dates = chart([result], 80)
    assert len(row) <= 80
    cells = row.partition("|")[2]
    assert cells[: len(cells) // 2].strip() == ""
    assert cells.rstrip().endswith("█")
    assert dates.split() == ["2025-10-09", "2025-10-23"]


def test_times_the_wrong_way_round(server: Server, history: Any) -> None:
    with pytest.raises(BadInput, match="no time between"):
        backtest(rules("{alert: Low, expr: up == 0}"), server, history.end, history.start)
    with pytest.raises(BadInput, match="no alerts"):
        backtest(rules("{record: 'a:b', expr: up}"), server, history.start, history.end)

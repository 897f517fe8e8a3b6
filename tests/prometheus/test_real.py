"""The client and a real Prometheus, which wants a password over TLS."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exporterhub.errors import BadInput, Missing
from exporterhub.prometheus import Notice, Server, TooMuch, read_access

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]


@pytest.fixture
def server(real: Any) -> Iterator[Server]:
    with real.server() as server:
        yield server


def test_instant_queries(server: Server) -> None:
    (up,) = server.query("up")
    assert (up.labels["__name__"], up.labels["job"], up.points[0].value) == ("up", "itself", 1.0)
    (scalar,) = server.query("1.5")
    assert (dict(scalar.labels), scalar.points[0].value) == ({}, 1.5)
    assert server.query("up", at=1_000_000_000.0) == []


def test_range_queries(server: Server) -> None:
    end = time.time() // 1
    (series,) = server.query_range("vector(2)", end - 60, end, 15.0)
    assert [point.time - end for point in series.points] == [-60, -45, -30, -15, 0]
    assert {point.value for point in series.points} == {2.0}
    with pytest.raises(TooMuch, match="exceeded maximum resolution"):
        server.query_range("vector(2)", end - 20_000, end, 1.0)


def test_series_and_label_values(server: Server) -> None:
    now = time.time()
    assert [found["job"] for found in server.series(["up"], now - 3600, now + 60)] == ["itself"]
    assert len(server.series(['{job="itself"}'], now - 3600, now + 60, limit=3)) == 3
    assert server.series(["none"], now - 3600, now + 60) == []
    names = server.label_values("__name__", [], now - 3600, now + 60)
    assert {"up", "prometheus_build_info"} <= set(names)
    assert server.label_values("job", ["up"], now - 3600, now + 60) == ["itself"]
    assert len(server.label_values("__name__", [], now - 3600, now + 60, limit=2)) == 2


def test_metadata_targets_alerts_and_rules(server: Server) -> None:
    metadata = server.metadata()["prometheus_build_info"]
    assert metadata.type == "gauge"
    assert metadata.help
    (target,) = server.targets()
    assert (target.job, target.health, target.error) == ("itself", "up", "")
    assert [(alert.name, alert.state) for alert in server.alerts()] == [("Up", "firing")]
    assert "Broken" in server.rule_problems()


def test_infos_are_told(real: Any) -> None:
    told: list[Notice] = []
    with real.server(on_notice=told.append) as server:
        assert server.query("rate(go_goroutines[1m])")
    assert [notice.kind for notice in told] == ["info"]
    assert "counter" in told[0].text


def test_a_query_longer_than_an_address_may_be(server: Server) -> None:
    expr = "up == 1" + " or up == 2" * 800
    assert len(server.query(expr)) == 1


def test_queries_that_are_refused(server: Server) -> None:
    with pytest.raises(BadInput, match="parse error"):
        server.query("up ==")
    with pytest.raises(BadInput, match=r"many-to-many|multiple matches"):
        server.query("up * on (job) prometheus_http_requests_total")


def test_who_may_not_ask_is_told_what_to_give(real: Any, tmp_path: Path) -> None:
    with Server(real.url, access=read_access(ca_file=real.certificate)) as server, pytest.raises(BadInput) as caught:
        server.query("up")
    assert "refuses access (401)" in caught.value.message
    assert "--basic-auth-file" in caught.value.remedy
    with Server(real.url) as server, pytest.raises(Missing, match="does not answer") as untrusted:
        server.query("up")
    assert "--ca-file" in untrusted.value.remedy

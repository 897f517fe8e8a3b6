"""``explain`` on the catalog of the repository."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

CATALOG = str(Path(__file__).resolve().parents[2] / "catalog")


def test_a_metric(cli: Callable[..., Any]) -> None:
    result = cli("explain", "redis_up", "--catalog", CATALOG)
    assert result.code == 0
    assert "redis: gauge, since 1.45.0" in result.out
    assert "RedisDown (alert of redis)" in result.out


def test_an_alert_as_json(cli: Callable[..., Any]) -> None:
    result = cli("explain", "RedisDown", "--json", "--catalog", CATALOG)
    assert json.loads(result.out)["alerts"][0]["exporter"] == "redis"


def test_an_alert_that_asks_prometheus_of_the_target(cli: Callable[..., Any]) -> None:
    result = cli("explain", "RedisExporterDown", "--catalog", CATALOG)
    assert "Prometheus writes it for each alert" in result.out
    assert "of the catalog read it (--json lists them)" in result.out
    assert "no recording" not in result.out


def test_what_nobody_knows(cli: Callable[..., Any]) -> None:
    result = cli("explain", "rate(", "--catalog", CATALOG)
    assert result.code == 1
    assert "it is no query" in result.err

"""From a metric, an alert or a query to who exposes it and what reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import load
from exporterhub.hub.documents import Explainer

CATALOG = Path(__file__).resolve().parents[2] / "catalog"


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    return Explainer(load([CATALOG]))


def test_a_metric_says_who_exposes_it_since_when_and_who_reads_it(explainer: Explainer) -> None:
    found = explainer.explain(" redis_up ")
    assert (found.kind, [metric.metric for metric in found.metrics]) == ("metric", ["redis_up"])
    (exposure,) = found.metrics[0].exposed_by
    assert (exposure.exporter, exposure.type, exposure.since, exposure.flags) == ("redis", "gauge", "1.45.0", [])
    assert {(reader.kind, reader.name) for reader in found.metrics[0].read_by} >= {
        ("alert", "RedisDown"),
        ("panel", "Server"),
    }


def test_a_metric_that_needs_a_flag_says_which(explainer: Explainer) -> None:
    (metric,) = explainer.explain("redis_key_size").metrics
    assert metric.exposed_by[0].flags
    assert "--check-keys" in metric.exposed_by[0].flags[0]


def test_a_sample_of_a_histogram_is_found_under_its_family(explainer: Explainer) -> None:
    (metric,) = explainer.explain("redis_exporter_scrape_duration_seconds_count").metrics
    assert metric.exposed_by[0].family == "redis_exporter_scrape_duration_seconds"


def test_an_alert_is_explained_with_what_it_reads(explainer: Explainer) -> None:
    found = explainer.explain("RedisDown")
    assert found.kind == "alert"
    assert found.alerts[0].exporter == "redis"
    assert [metric.metric for metric in found.metrics] == ["redis_up"]


def test_a_query_is_explained_metric_by_metric(explainer: Explainer) -> None:
    found = explainer.explain("rate(redis_comands_total[5m]) / pg_up")
    assert found.kind == "query"
    assert [metric.metric for metric in found.metrics] == ["redis_comands_total", "pg_up"]
    assert found.metrics[0].nearest[0] == "redis_commands_total"
    assert found.metrics[1].exposed_by[0].exporter == "postgres"


def test_what_prometheus_itself_writes(explainer: Explainer) -> None:
    found = explainer.explain("up")
    assert found.kind == "metric"
    assert found.metrics[0].given.startswith("Prometheus writes it for each target: 1 where the last scrape succeeded")
    assert found.metrics[0].nearest == []
    assert len(found.metrics[0].read_by) > 25
    scraped = explainer.explain("scrape_samples_scraped > 1000")
    assert "how many samples" in scraped.metrics[0].given
    assert explainer.explain("redis_up").metrics[0].given == ""


@pytest.mark.parametrize("text", ["nothing_like_it_at_all", "rate(", "1 + 1", "", "a b c"])
def test_what_nobody_knows(explainer: Explainer, text: str) -> None:
    found = explainer.explain(text)
    assert found.kind == "nothing"
    assert found.alerts == []
    assert [metric.metric for metric in found.metrics] == ([text] if text.isidentifier() else [])


def test_the_runtime_comes_last(explainer: Explainer) -> None:
    found = explainer.explain("go_goroutines").metrics[0].exposed_by
    assert len(found) > 5
    assert all(exposure.runtime for exposure in found)


def test_api_and_page(client: Any) -> None:
    answer = client.get("/api/v1/explain?q=redis_up")
    assert answer.status_code == 200
    assert answer.json()["metrics"][0]["exposed_by"][0]["exporter"] == "redis"
    page = client.get("/explain?q=redis_up")
    assert "Redis Exporter" in page.text
    assert "<script>x" not in client.get("/explain?q=<script>x").text
    assert client.get("/api/v1/explain?q=").status_code == 422
    assert client.get("/api/v1/explain?q=" + "x" * 5001).status_code == 422
    assert client.get("/explain").status_code == 200

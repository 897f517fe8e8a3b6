"""Exporters side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import load
from exporterhub.hub.documents import Comparison, compare, exporter_document

CATALOG = Path(__file__).resolve().parents[2] / "catalog"


CATALOG_READ = load([CATALOG])


def compared(*slugs: str) -> Comparison:
    entries = [CATALOG_READ.entries[slug] for slug in slugs]
    return compare(entries, [exporter_document(entry) for entry in entries])


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compared("haproxy", "haproxy-exporter")


def row(found: Comparison, label: str) -> list[str]:
    return next(row.values for row in found.rows if row.label == label)


def test_what_is_known_is_compared() -> None:
    found = compared("redis", "memcached")
    assert found.exporters == ["redis", "memcached"]
    assert row(found, "Kind") == ["exporter", "exporter"]
    assert row(found, "Tier") == ["proven", "listed"]
    assert row(found, "Alerts")[1] == "0"
    assert row(found, "CPU per scrape")[1] == "–"


def test_of_alternatives_one_is_preferred_with_reasons(found: Comparison) -> None:
    assert found.alternatives
    assert found.preferred == "haproxy"
    assert "it is maintained" in found.reasons
    assert next(row for row in found.rows if row.label == "State").best == [0]


@pytest.mark.parametrize("slugs", [("redis", "postgres"), ("kube-proxy", "kube-scheduler"), ("nginx", "nginxlog")])
def test_what_monitors_different_things_is_only_shown(slugs: tuple[str, str]) -> None:
    found = compared(*slugs)
    assert not found.alternatives
    assert (found.preferred, found.reasons) == ("", [])
    assert all(row.best == [] for row in found.rows)


def test_a_technology_that_tells_of_itself_has_its_exporter_as_an_alternative() -> None:
    assert compared("consul", "consul-exporter").alternatives


def test_a_value_that_only_one_has_is_no_reason() -> None:
    entries = [CATALOG_READ.entries[slug] for slug in ("redis", "memcached")]
    documents = [exporter_document(entry).model_copy(update={"technology": "One"}) for entry in entries]
    found = compare(entries, documents)
    assert found.alternatives
    assert [value == "–" for value in row(found, "Memory")] == [False, True]
    assert next(row for row in found.rows if row.label == "Memory").best == []


def test_the_same_exporter_twice_is_a_draw() -> None:
    draw = compared("redis", "redis")
    assert draw.alternatives
    assert (draw.preferred, draw.reasons) == ("", [])


def test_page_and_api(client: Any) -> None:
    page = client.get("/compare?exporters=redis&exporters=acmedb")
    assert page.status_code == 200
    assert "Metric families" in page.text
    assert "different things" in page.text
    assert "Take <a" not in page.text
    assert client.get("/compare").status_code == 200
    assert client.get("/compare?exporters=redis").status_code == 200
    assert client.get("/compare?exporters=redis,nothing").status_code == 404
    answer = client.get("/api/v1/compare?exporters=redis&exporters=acmedb")
    assert answer.json()["exporters"] == ["redis", "acmedb"]
    assert client.get("/api/v1/compare?exporters=redis").status_code == 422
    assert client.get("/api/v1/compare?exporters=redis&exporters=x").status_code == 404

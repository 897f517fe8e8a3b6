"""Exporters side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import load
from exporterhub.hub.documents import Comparison, compare, exporter_document

CATALOG = Path(__file__).resolve().parents[2] / "catalog"


@pytest.fixture(scope="module")
def found() -> Comparison:
    catalog = load([CATALOG])
    entries = [catalog.entries[slug] for slug in ("redis", "memcached")]
    return compare(entries, [exporter_document(entry) for entry in entries])


def row(found: Comparison, label: str) -> list[str]:
    return next(row.values for row in found.rows if row.label == label)


def test_what_is_known_is_compared(found: Comparison) -> None:
    assert found.exporters == ["redis", "memcached"]
    assert row(found, "Kind") == ["exporter", "exporter"]
    assert row(found, "Tier") == ["proven", "listed"]
    assert row(found, "Alerts")[1] == "0"
    assert row(found, "CPU per scrape")[1] == "–"


def test_one_is_preferred_with_reasons(found: Comparison) -> None:
    assert found.preferred == "redis"
    assert "it has more alerts" in found.reasons


def test_a_value_that_only_one_has_is_no_reason(found: Comparison) -> None:
    assert next(row for row in found.rows if row.label == "Memory").best == []


def test_the_same_exporter_twice_is_a_draw() -> None:
    entry = load([CATALOG]).entries["redis"]
    document = exporter_document(entry)
    draw = compare([entry, entry], [document, document])
    assert (draw.preferred, draw.reasons) == ("", [])


def test_page_and_api(client: Any) -> None:
    page = client.get("/compare?exporters=redis&exporters=acmedb")
    assert page.status_code == 200
    assert "Metric families" in page.text
    assert client.get("/compare").status_code == 200
    assert client.get("/compare?exporters=redis").status_code == 200
    assert client.get("/compare?exporters=redis,nothing").status_code == 404
    answer = client.get("/api/v1/compare?exporters=redis&exporters=acmedb")
    assert answer.json()["exporters"] == ["redis", "acmedb"]
    assert client.get("/api/v1/compare?exporters=redis").status_code == 422
    assert client.get("/api/v1/compare?exporters=redis&exporters=x").status_code == 404

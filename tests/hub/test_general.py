"""Entries without a dashboard of their own: a general one, said to be one, counted apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from exporterhub.catalog import load
from exporterhub.hub.documents import exporter_document

CATALOG = load([Path(__file__).resolve().parents[2] / "catalog"])


def test_the_document_counts_it_apart() -> None:
    listed = exporter_document(CATALOG.entries["memcached"])
    assert listed.dashboard is None
    assert listed.general_dashboard is not None
    assert listed.general_dashboard.panels == sum(len(row.panels) for row in listed.general_dashboard.rows)
    assert listed.general_dashboard.rows[0].title == "Is it up?"
    assert not listed.general_dashboard.shown
    assert all(panel.values is None for row in listed.general_dashboard.rows for panel in row.panels)
    assert (listed.tier, listed.alerts) == ("listed", 0)
    own = exporter_document(CATALOG.entries["redis"])
    assert own.dashboard is not None
    assert own.general_dashboard is None


def test_page_and_download(client: Any) -> None:
    page = client.get("/exporters/acmedb").text
    section = page[page.index('id="dashboard"') :]
    assert "Nobody recorded this exporter yet" in section
    assert 'href="/api/v1/exporters/acmedb/dashboard.json"' in section
    assert "data-dashboard" not in page
    answer = client.get("/api/v1/exporters/acmedb/dashboard.json")
    assert answer.status_code == 200
    assert answer.json()["title"].endswith("general (not recorded yet)")
    assert "acmedb.dashboard.json" in answer.headers["content-disposition"]
    document = client.get("/api/v1/exporters/acmedb").json()
    assert document["dashboard"] is None
    assert document["general_dashboard"]["panels"] >= 10
    assert client.get("/api/v1/exporters/acmedb/preview").json() == {"panels": {}}

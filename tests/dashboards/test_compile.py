"""The JSON that Grafana gets."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard as Grafana

from exporterhub.catalog import Entry, load
from exporterhub.dashboards import grafana, grafana_json, limits_of, offer, read_dashboard

CATALOG = Path(__file__).resolve().parents[2] / "catalog"
ENTRIES = list(load([CATALOG]))


def compiled(entry: Entry) -> dict[str, Any]:
    """Its own, or the general one: every entry has one of them."""
    dashboard, _, findings = offer(entry)
    assert dashboard is not None, findings
    return grafana(entry, dashboard)


def panels_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [panel for panel in data["panels"] if panel["type"] != "row"]


def test_the_small_one(shop: Any, golden: Any) -> None:
    entry = shop()
    dashboard, _ = read_dashboard(entry)
    assert dashboard is not None
    golden(Path(__file__).parent / "cases" / "shop.json", grafana_json(entry, dashboard))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_grafanas_own_types_read_it_back_unchanged(entry: Entry) -> None:
    data = compiled(entry)
    again = json.loads(JSONEncoder(sort_keys=True).encode(Grafana.from_json(data)))
    for variable in again["templating"]["list"]:
        for name in ("auto", "auto_count", "auto_min"):  # written for every variable, though of intervals only
            del variable[name]
    assert again == data


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.slug)
def test_it_fits_every_prometheus_and_nothing_overlaps(entry: Entry) -> None:
    data = compiled(entry)
    assert "__inputs" not in data
    assert data["uid"] == f"exporterhub-{entry.slug}"
    ids = [panel["id"] for panel in data["panels"]]
    assert len(ids) == len(set(ids))
    places = [panel["gridPos"] for panel in data["panels"]]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    for one, other in itertools.combinations(places, 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        below = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert beside or below, (one, other)
    for panel in panels_of(data):
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        for target in panel["targets"]:
            assert '$instance"' in target["expr"] or 'job=~".+"' in target["expr"]
            assert "[5m]" not in target["expr"] or "rate(" not in target["expr"]


def test_a_panel_keeps_its_id_when_others_come(shop: Any) -> None:
    entry = shop()
    before = {panel["title"]: panel["id"] for panel in panels_of(compiled(entry))}
    dashboard, _ = read_dashboard(entry)
    assert dashboard is not None
    more = dashboard.model_copy(
        update={"panels": (dashboard.panels[0].model_copy(update={"title": "New"}), *dashboard.panels)}
    )
    after = {panel["title"]: panel["id"] for panel in panels_of(grafana(entry, more))}
    assert after.items() >= before.items()


def test_thresholds_are_the_alerts_own(shop: Any) -> None:
    entry = shop()
    up, orders = panels_of(compiled(entry))
    steps = [panel["fieldConfig"]["defaults"]["thresholds"]["steps"] for panel in (up, orders)]
    assert steps[0] == [{"color": "red", "value": None}, {"color": "green", "value": 1.0}]
    assert steps[1] == [{"color": "green", "value": None}, {"color": "orange", "value": 10.0}]


def test_another_quantity_gets_no_threshold(shop: Any) -> None:
    entry = shop(queries=[{"expr": "shop_memory_bytes"}], alerts=["ShopDown"])
    dashboard, _ = read_dashboard(entry)
    assert dashboard is not None
    assert limits_of(entry, dashboard.panels[0]) == []

"""What the checks find, one wrong thing at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import load
from exporterhub.dashboards import check, has_dashboard


def test_a_good_dashboard_has_no_findings(shop: Any) -> None:
    assert check(shop()) == []


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"question": "Up or not"}, "panel/question"),
        ({"question": "Up?"}, "panel/question"),
        ({"title": "Orders"}, "panel/title"),
        ({"alerts": ["ShopDown", "Nothing"]}, "panel/alert"),
        ({"alerts": []}, "panel/unseen"),
        ({"queries": [{"expr": "shop_up", "legend": "{{state}}"}]}, "panel/legend"),
        ({"queries": [{"expr": "sum(shop_orders_total)", "legend": "{{state}}"}]}, "panel/legend"),
        ({"queries": [{"expr": "shop_memory_bytes"}], "unit": "s"}, "panel/unit"),
        ({"queries": [{"expr": "shop_up +"}]}, "query/syntax"),
        ({"queries": [{"expr": "shop_ups"}]}, "metric/exists"),
        ({"queries": [{"expr": "rate(shop_memory_bytes[5m])"}]}, "type/gauge_as_counter"),
        ({"queries": [{"expr": 'shop_up{job="shop"}'}]}, "label/hardcoded"),
        ({"queries": []}, "entry/bad-value"),
        ({"colour": "red"}, "entry/unknown-key"),
    ],
)
def test_each_wrong_thing_is_found(shop: Any, changes: dict[str, Any], finding: str) -> None:
    found = check(shop(**changes))
    assert finding in [one.id for one in found]
    assert all(one.file and one.line for one in found), "each has its place"


def test_every_job_may_be_meant(shop: Any) -> None:
    assert check(shop(queries=[{"expr": 'shop_up{job=~".+"}'}])) == []


def test_what_needs_a_flag_may_read_what_no_recording_has(shop: Any) -> None:
    assert check(shop(queries=[{"expr": "shop_secrets"}], needs="--secrets", alerts=["ShopDown"])) == []


CATALOG = Path(__file__).resolve().parents[2] / "catalog"


def test_the_dashboards_of_the_catalog_have_no_findings() -> None:
    entries = [entry for entry in load([CATALOG]) if has_dashboard(entry)]
    assert entries
    assert [(entry.slug, finding.id, finding.message) for entry in entries for finding in check(entry)] == []

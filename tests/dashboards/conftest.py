"""A small entry with a dashboard, to change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from exporterhub.catalog import Entry, load

FACTS = """\
name: Shop Exporter
technology: Shop
summary: What a shop says of itself.
category: Databases
kind: exporter
maintainer: community
repository: https://github.com/example/shop_exporter
"""
PAGE = """\
# exporterhub-recording: 1
# exporter: shop-exporter 1.0
# suite: trixie
# run: trixie
# url: http://127.0.0.1:9999/metrics
# content-type: text/plain; version=0.0.4; charset=utf-8
# date: 2026-11-24
# TYPE shop_up gauge
shop_up 1
# TYPE shop_orders_total counter
shop_orders_total{state="paid"} 5
shop_orders_total{state="open"} 2
# TYPE shop_memory_bytes gauge
shop_memory_bytes 5
# TYPE shop_build_info gauge
shop_build_info{version="1.0"} 1
"""
RULES = """\
groups:
  - name: shop
    rules:
      - {alert: ShopDown, expr: shop_up == 0, for: 5m, labels: {severity: critical}}
      - {alert: ShopBusy, expr: "rate(shop_orders_total[5m]) > 10", for: 5m, labels: {severity: warning}}
"""
PANELS: list[dict[str, Any]] = [
    {
        "title": "Up",
        "question": "Does the shop answer?",
        "row": "up",
        "kind": "stat",
        "queries": [{"expr": "shop_up"}],
        "words": {"0": "down", "1": "up"},
        "alerts": ["ShopDown"],
    },
    {
        "title": "Orders",
        "question": "How many orders come in?",
        "row": "work",
        "unit": "cps",
        "queries": [{"expr": "rate(shop_orders_total[5m])", "legend": "{{state}} on {{instance}}"}],
        "alerts": ["ShopBusy"],
    },
]

Shop = Callable[..., Entry]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Loads the entry with parts of its first panel, or with all panels, replaced."""

    def made(panels: list[dict[str, Any]] | None = None, **changes: Any) -> Entry:
        folder = tmp_path / "shop"
        (folder / "recordings").mkdir(parents=True, exist_ok=True)
        (folder / "exporter.yaml").write_text(FACTS)
        (folder / "rules.yaml").write_text(RULES)
        (folder / "recordings" / "1.0_trixie.prom").write_text(PAGE)
        found = panels or [{**PANELS[0], **changes}, *PANELS[1:]]
        data = {"title": "Shop", "select": "shop_build_info", "panels": found}
        (folder / "dashboard.yaml").write_text(yaml.safe_dump(data, sort_keys=False))
        return load([tmp_path]).entries["shop"]

    return made

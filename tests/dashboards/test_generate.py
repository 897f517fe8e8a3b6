"""Drafts for pages, held to the checks of finished dashboards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from exporterhub.catalog import load
from exporterhub.dashboards import Dashboard, as_yaml, check, generate, grafana
from exporterhub.errors import BadInput
from exporterhub.exposition import inventory

CATALOG = Path(__file__).resolve().parents[2] / "catalog"
NEWEST = [entry.recordings[-1] for entry in load([CATALOG]) if entry.recordings]


@pytest.mark.parametrize("recording", NEWEST, ids=lambda recording: recording.path.parent.parent.name)
def test_a_draft_for_every_recorded_exporter_passes_the_checks(recording: Any, shop: Any) -> None:
    dashboard = generate(recording.inventory(), title="Draft")
    assert 2 <= len(dashboard.panels) <= 24
    entry = shop()
    folder = entry.folder
    (folder / "rules.yaml").unlink()
    (folder / "recordings" / "1.0_trixie.prom").write_bytes(recording.path.read_bytes())
    (folder / "dashboard.yaml").write_text(as_yaml(dashboard))
    again = load([folder.parent]).entries["shop"]
    assert [(finding.id, finding.message) for finding in check(again) if finding.severity == "error"] == []
    assert grafana(again, dashboard)["panels"]


def test_the_text_is_the_dashboard_again() -> None:
    page = inventory(
        b'# HELP a_up Up.\n# TYPE a_up gauge\na_up 1\n# TYPE a_errors_total counter\na_errors_total{why="x"} 1\n'
    )
    dashboard = generate(page, title="A")
    assert Dashboard.model_validate(yaml.safe_load(as_yaml(dashboard))) == dashboard
    assert [(panel.row, panel.title, panel.queries[0].expr) for panel in dashboard.panels] == [
        ("up", "Scraped", "min(up)"),
        ("up", "A up", "min(a_up)"),
        ("why", "A errors", "rate(a_errors_total[5m])"),
    ]


def test_a_page_with_nothing_to_draw() -> None:
    with pytest.raises(BadInput, match="nothing to draw"):
        generate(inventory(b"go_goroutines 1\n"), title="A")

"""The test kit for authors of exporters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exporterhub.exposition import Family, Sample
from exporterhub.toolkit.testing import assert_budget, assert_golden, assert_names, normal, scrape, series_of, serving


@pytest.fixture
def families(tools: Any) -> list[Family]:
    disks = tuple(Sample("demo_bytes", {"disk": disk, "kind": "hdd"}, 1.0) for disk in "cab")
    return [Family("demo_bytes", "gauge", "Bytes.", "", disks), tools.gauge("demo_up", 1.0)]


def test_a_scrape_without_a_network(simple: Any, runner_source: Any) -> None:
    source = runner_source(simple("a"), simple("b"))
    assert [family.name for family in scrape(source)][:2] == ["a_value", "b_value"]
    assert "b_value" not in [family.name for family in scrape(source, **{"collect[]": "a"})]
    assert scrape(source, "application/openmetrics-text")


def test_a_golden_page(families: list[Family], tmp_path: Path) -> None:
    path = tmp_path / "page.prom"
    with pytest.raises(AssertionError, match="is not there yet; EXPORTER_GOLDEN=1 writes it"):
        assert_golden(families, path)
    assert_golden(families, path, rewrite=True)
    assert_golden(families[::-1], path)  # whatever the order
    with pytest.raises(AssertionError, match=r'(?s)-demo_up 1.*\+demo_up\{x="y"\} 1'):
        assert_golden([families[0], families[1]._replace(samples=(Sample("demo_up", {"x": "y"}, 1.0),))], path)
    with pytest.raises(AssertionError, match="-# HELP demo_up"):
        assert_golden(families[:1], path)


def test_values_that_change_are_left_out_of_the_golden_page(families: list[Family], tools: Any) -> None:
    took = tools.gauge("x_scrape_collector_duration_seconds", 0.123)
    assert "x_scrape_collector_duration_seconds 0\n" in normal([*families, took])
    assert "demo_up 0\n" in normal(families, volatile=["demo_*"])


def test_the_environment_rewrites_it(families: list[Family], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTER_GOLDEN", "1")
    assert_golden(families, tmp_path / "page.prom")
    assert (tmp_path / "page.prom").read_text() == normal(families)


def test_labels_can_be_masked(families: list[Family], tmp_path: Path) -> None:
    def masked(family: Family) -> Family:
        return family._replace(samples=tuple(sample._replace(labels={}) for sample in family.samples[:1]))

    assert_golden(families, tmp_path / "page.prom", masked=masked, rewrite=True)
    assert "disk" not in (tmp_path / "page.prom").read_text()


def test_names(families: list[Family], tools: Any) -> None:
    assert_names(families)
    bad = [tools.gauge("demo_milliseconds", 1.0), Family("requests", "counter", "", "", (Sample("requests", {}, 1.0),))]
    with pytest.raises(AssertionError) as caught:
        assert_names(bad)
    assert "naming/" in str(caught.value)
    assert str(caught.value).count("[naming/") >= 3
    assert_names(bad, allow=["demo_*", "requests"])
    assert_names(bad, allow=["naming/*"])


def test_a_budget_of_series(families: list[Family]) -> None:
    assert series_of(families) == {"demo_bytes": 3, "demo_up": 1}
    assert_budget(families, series=4, family=3, labels={"disk": 3, "kind": 1, "absent": 0})
    with pytest.raises(AssertionError, match="4 series, 3 are allowed; the largest families: demo_bytes 3, demo_up 1"):
        assert_budget(families, series=3)
    with pytest.raises(AssertionError, match="demo_bytes has 3 series, 2 are allowed per family"):
        assert_budget(families, series=4, family=2)
    with pytest.raises(AssertionError, match="label 'disk' has 3 values, 2 are allowed"):
        assert_budget(families, series=4, labels={"disk": 2})


def test_a_real_server(fixed: Any, tools: Any) -> None:
    with serving({"/m": fixed()}) as served:
        assert served.url == f"http://{served.addresses[0]}"
        assert tools.fetch(served.addresses[0], "/m").text == "up 1\n"
    with pytest.raises(ConnectionRefusedError):
        tools.dial(served.addresses[0])

"""Registries of the official client library."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, Counter, Enum, Gauge, Histogram, Info, Summary
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from exporterhub.toolkit import RegistrySource, ScrapeRequest
from exporterhub.toolkit.testing import Served, scrape


@pytest.fixture
def registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    Counter("jobs", "Jobs done.", ["kind"], registry=registry).labels("a").inc(3, {"trace": "x"})
    Gauge("temperature_celsius", "How warm.", registry=registry).set(21.5)
    Histogram("took_seconds", "How long.", registry=registry).observe(0.3)
    Summary("size_bytes", "How large.", registry=registry).observe(7)
    Info("build", "What this is.", registry=registry).info({"version": "1"})
    Enum("state", "How it is.", states=["up", "down"], registry=registry).state("up")
    return registry


class Custom:
    """A collector as authors write them."""

    def __init__(self, do: Callable[[], Any]) -> None:
        self.do = do

    def collect(self) -> Iterator[Any]:
        yield from self.do()


class Broken(Custom):
    """Another name."""


def text(source: RegistrySource, accept: str = "", **query: list[str]) -> str:
    return source.page(ScrapeRequest(query, accept)).body.decode()


def success(source: RegistrySource) -> dict[str, float]:
    families = {family.name: family for family in scrape(source)}
    return {s.labels["collector"]: s.value for s in families["exporter_scrape_collector_success"].samples}


@pytest.mark.parametrize(("accept", "parse"), [("", parse_text), ("application/openmetrics-text", parse_openmetrics)])
def test_the_librarys_own_parser_reads_what_it_would_have_written(
    registry: CollectorRegistry, accept: str, parse: Callable[[str], Any]
) -> None:
    from prometheus_client.exposition import generate_latest
    from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics

    theirs = generate_openmetrics(registry) if accept else generate_latest(registry)

    def samples(page: str) -> set[Any]:
        return {
            (s.name, frozenset(s.labels.items()), s.value, str(s.exemplar and s.exemplar.labels))
            for family in parse(page)
            for s in family.samples
            if not s.name.startswith("exporter_") and not (s.name.endswith("_created") and not accept)
        }

    assert samples(text(RegistrySource(registry), accept)) == samples(theirs.decode())


def test_its_own_metrics_are_collected_without_a_thread(registry: CollectorRegistry) -> None:
    source = RegistrySource(registry)
    assert source.inline
    assert success(source) == {"registry": 1.0}
    registry.register(Custom(list))
    assert not source.inline


def test_one_collector_that_raises_does_not_cost_the_page(registry: CollectorRegistry) -> None:
    def broken() -> Iterator[Any]:
        yield GaugeMetricFamily("half", "Half.", 1.0)
        raise RuntimeError("broken")

    registry.register(Custom(list))
    registry.register(Broken(broken))
    source = RegistrySource(registry)
    assert success(source) == {"registry": 1.0, "custom": 1.0, "broken": 0.0}
    page = text(source)
    assert "half 1\n" in page
    assert "temperature_celsius 21.5\n" in page


def test_two_collectors_with_the_same_family(registry: CollectorRegistry) -> None:
    for value in (1.0, 2.0):
        registry.register(Custom(lambda value=value: [GaugeMetricFamily("same", "Same.", value)]))
    page = text(RegistrySource(registry))
    assert page.count("# TYPE same gauge\n") == 1
    assert "same 1\n" in page
    assert "same 2\n" not in page
    assert 'exporter_dropped_samples_total{reason="duplicate"} 1\n' in page


def test_bad_samples_of_a_collector(registry: CollectorRegistry) -> None:
    def odd() -> Iterator[Any]:
        family = GaugeMetricFamily("odd", "Odd.", labels=["x"])
        family.add_metric(["good"], 1)
        family.add_metric([None], 1)  # type: ignore[list-item]
        family.add_metric([5], 1)  # type: ignore[list-item]
        family.add_metric(["bad\udcff"], 1)
        family.add_metric(["none"], "much")  # type: ignore[arg-type]
        yield family

    registry.register(Custom(odd))
    page = text(RegistrySource(registry))
    assert 'odd{x="good"} 1\nodd{x="bad\ufffd"} 1\n' in page
    assert 'exporter_dropped_samples_total{reason="invalid"} 3\n' in page


def test_a_deleted_object_is_gone_at_the_next_scrape(registry: CollectorRegistry) -> None:
    disks = ["sda", "sdb"]

    def collect() -> Iterator[Any]:
        family = CounterMetricFamily("reads", "Reads.", labels=["disk"])
        for disk in disks:
            family.add_metric([disk], 1)
        yield family

    registry.register(Custom(collect))
    source = RegistrySource(registry)
    assert 'reads_total{disk="sdb"}' in text(source)
    disks.remove("sdb")
    assert 'disk="sdb"' not in text(source)


def test_collectors_come_and_go(registry: CollectorRegistry) -> None:
    source = RegistrySource(registry)
    first, second = Custom(list), Custom(list)
    registry.register(first)
    registry.register(second)
    assert set(success(source)) == {"registry", "custom", "custom_2"}
    registry.unregister(first)
    assert set(success(source)) == {"registry", "custom_2"}


def test_name_restricts_the_page(registry: CollectorRegistry) -> None:
    page = text(RegistrySource(registry), **{"name[]": ["temperature_celsius", "took_seconds_count"]})
    assert [line for line in page.splitlines() if not line.startswith("#")] == [
        "temperature_celsius 21.5",
        "took_seconds_count 1",
    ]


def test_target_info() -> None:
    source = RegistrySource(CollectorRegistry(target_info={"env": "prod"}))
    assert 'target_info{env="prod"} 1\n' in text(source)
    assert '# TYPE target info\ntarget_info{env="prod"} 1\n' in text(source, "application/openmetrics-text")


def test_a_gauge_with_a_function_that_hangs_is_not_taken_for_harmless(registry: CollectorRegistry) -> None:
    release = threading.Event()
    gauge = Gauge("slow", "Slow.", ["x"], registry=registry)
    gauge.labels("a").set_function(lambda: float(release.wait(60)))
    source = RegistrySource(registry)
    page = source.page(ScrapeRequest({}, "", 0.1)).body.decode()
    release.set()
    assert "temperature_celsius 21.5\n" in page
    assert 'exporter_scrape_collector_success{collector="gauge"} 0\n' in page


def test_the_default_registry(serve: Callable[..., Served], tools: Any) -> None:
    answer = tools.fetch(serve(RegistrySource()).addresses[0])
    assert "python_info{" in answer.text
    assert "process_resident_memory_bytes" in answer.text


def test_any_object_with_collect() -> None:
    assert "a 1\n" in text(RegistrySource(Custom(lambda: [GaugeMetricFamily("a", "A.", 1.0)])))

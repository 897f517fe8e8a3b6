"""Registries of the official client library, rendered here."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Enum, Gauge, Histogram, Summary, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.registry import Collector

from exporterhub.exposition import OPENMETRICS, TEXT, from_client, inventory, parse, render


def filled() -> CollectorRegistry:
    registry = CollectorRegistry()
    requests = Counter("requests", 'Requests, "all" of them\\.', ["path"], registry=registry)
    requests.labels('a"b\\c\nd').inc(2)
    requests.labels("x").inc(1e7, exemplar={"trace_id": "abc"})
    Gauge("depth", "Depth.", registry=registry).set(-0.5)
    Histogram("latency_seconds", "Latency.", ["path"], registry=registry, buckets=(0.1, 1)).labels("x").observe(
        0.5, exemplar={"trace_id": "def"}
    )
    Summary("size_bytes", "Size.", registry=registry).observe(12)
    Enum("state", "State.", states=["on", "off"], registry=registry).state("off")
    return registry


def test_text_is_what_the_library_renders() -> None:
    registry = filled()
    ours = list(parse(render(from_client(registry.collect()), TEXT)))
    theirs = list(parse(generate_latest(registry)))
    # The start times that the other renderer gives as gauges are left out.
    assert ours == [family for family in theirs if not family.name.endswith("_created")]
    assert len(ours) < len(theirs)


def test_openmetrics_is_what_the_library_renders() -> None:
    registry = filled()
    ours = render(from_client(registry.collect()), OPENMETRICS)
    theirs = generate_openmetrics(registry)
    assert list(parse(ours, OPENMETRICS)) == list(parse(theirs, OPENMETRICS))
    assert list(read_openmetrics(ours.decode())) == list(read_openmetrics(theirs.decode()))


def test_timestamps_and_empty_families() -> None:
    class Made(Collector):
        def collect(self) -> list[Metric]:
            stamped = GaugeMetricFamily("stamped", "Stamped.", labels=["a"])
            stamped.add_metric(["1"], 1.5, timestamp=12.5)
            stamped.add_metric(["2"], 2)
            return [stamped, GaugeMetricFamily("empty", "Empty.")]

    stamped, empty = from_client(Made().collect())
    assert render([stamped], TEXT).endswith(b'stamped{a="1"} 1.5 12500\nstamped{a="2"} 2\n')
    assert list(inventory(render([stamped, empty], TEXT)).families) == ["stamped", "empty"]

"""Rendering 100,000 labelled series, beside prometheus_client's ``generate_latest``."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from bench import Row, faster
from exporterhub.exposition import TEXT, Prepared, from_client, render

KEEP = 5
FAMILIES = 100
SERIES = 1000


class _MadeUp(Collector):
    """Collects the same families again and again."""

    def __init__(self) -> None:
        self.families = [self._family(number) for number in range(FAMILIES)]

    def _family(self, number: int) -> Metric:
        family = CounterMetricFamily(f"made_up_{number}", "Made up.", labels=["instance", "method", "path"])
        for place in range(SERIES):
            family.add_metric([f"host-{place}:9100", "GET", f"/api/v1/items/{place * 7}"], place * 1.25)
        return family

    def collect(self) -> list[Metric]:
        return self.families


def run() -> Iterator[Row]:
    """Families that are held, a registry of the peer's, and series whose text is held."""
    collector = _MadeUp()
    registry = CollectorRegistry()
    registry.register(collector)
    families = list(from_client(collector.families))
    prepared = Prepared(families)
    values = [sample.value for family in families for sample in family.samples]
    count = FAMILIES * SERIES
    expected = normal(generate_latest(registry))
    assert normal(render(families, TEXT)) == expected, "the pages differ"
    assert normal(prepared.render(values, TEXT)) == expected, "the pages differ"

    def peer() -> bytes:
        return generate_latest(registry)

    yield faster(
        f"render, {count:,} series with 3 labels",
        lambda: render(families, TEXT),
        peer,
        count=count,
        keep=KEEP,
        unit="series/s",
    )
    yield faster(
        "render, a prometheus_client registry of them",
        lambda: render(from_client(registry.collect()), TEXT),
        peer,
        count=count,
        keep=0,
        unit="series/s",
    )
    yield faster(
        "render, prepared once", lambda: prepared.render(values, TEXT), peer, count=count, keep=0, unit="series/s"
    )


def normal(page: bytes) -> list[str]:
    """Lines, their numbers in one spelling: prometheus_client writes ``0.0`` where Go writes ``0``."""
    lines = page.decode().splitlines()
    parts = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return [line for line in lines if line.startswith("#")] + [f"{head} {float(tail)!r}" for head, _, tail in parts]

"""Serves a registry, or single collectors, of the official ``prometheus_client`` library.

The library collects all or nothing: one collector that raises costs the whole page, one that hangs all of them. Here
each collector of a registry runs by itself, with a deadline.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from exporterhub.exposition import Family

from .clean import trusted
from .collector import Scrape
from .pages import CollectorSource
from .runner import Runner

__all__ = ["ClientCollector", "RegistrySource"]


class _HasCollect(Protocol):
    def collect(self) -> Iterable[Any]: ...


class ClientCollector:
    """A collector of ``prometheus_client`` (anything with ``collect()``) as one of the toolkit."""

    def __init__(self, inner: _HasCollect, name: str = "", *, may_block: bool = True) -> None:
        self.name = name or _snake(type(inner).__name__)
        self.may_block = may_block
        self._inner = inner

    def collect(self, scrape: Scrape) -> Iterator[Any]:  # noqa: ARG002 - the library knows no deadlines
        """What the collector yields; the page makes families of it."""
        yield from self._inner.collect()


class RegistrySource(CollectorSource):
    """Serves a ``CollectorRegistry``, read anew at each scrape.

    The library's own metrics (Counter, Gauge ...) never block and count as one collector, ``registry``; each custom
    collector runs in a worker thread, under the name of its class. ``namespace`` begins the names of the metrics about
    the collectors. The query parameter ``name[]`` restricts the page to samples of these names, as the library does it.
    """

    def __init__(self, registry: Any = None, *, namespace: str = "exporter", workers: int = 4) -> None:
        if registry is None:
            from prometheus_client import REGISTRY as registry  # noqa: N811 - the library's own default
        super().__init__(Runner(_Registered(registry), namespace=namespace, workers=workers), by_name=True)


class _Registered:
    """The collectors of a registry, as they are at each reading."""

    def __init__(self, registry: Any) -> None:
        self._registry = registry
        self._known: dict[int, tuple[Any, ClientCollector]] = {}
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[ClientCollector]:
        with self._lock:
            return iter(self._read())

    def _read(self) -> list[ClientCollector]:
        inside = _collectors_of(self._registry)
        if inside is None:
            return [ClientCollector(self._registry, "registry")]
        direct: list[Any] = []
        custom: list[Any] = []
        for collector in inside:
            (direct if _never_blocks(collector) else custom).append(collector)
        self._forget(custom)
        first = ClientCollector(_Together(self._registry, direct), "registry", may_block=False)
        return [first, *(self._wrap(collector) for collector in custom)]

    def _wrap(self, collector: Any) -> ClientCollector:
        known = self._known.get(id(collector))
        if known is None:
            taken = {wrapped.name for _, wrapped in self._known.values()} | {"registry"}
            name = base = _snake(type(collector).__name__)
            count = 1
            while name in taken:
                count += 1
                name = f"{base}_{count}"
            known = self._known[id(collector)] = (collector, ClientCollector(collector, name))
        return known[1]

    def _forget(self, custom: list[Any]) -> None:
        there = {id(collector) for collector in custom}
        for gone in self._known.keys() - there:
            del self._known[gone]


class _Together:
    """The metrics of a registry and its target info."""

    def __init__(self, registry: Any, metrics: list[Any]) -> None:
        self._registry = registry
        self._metrics = metrics

    def collect(self) -> Iterator[Any]:
        about = self._registry.get_target_info() if hasattr(self._registry, "get_target_info") else None
        if about:
            yield _target(about)
        for metric in self._metrics:
            yield from map(trusted, metric.collect())


def _target(labels: dict[str, str]) -> Family:
    from exporterhub.exposition import Sample

    return Family("target", "info", "Target metadata", "", (Sample("target_info", dict(labels), 1.0),))


def _collectors_of(registry: Any) -> list[Any] | None:
    """The collectors of a registry; None where it keeps them otherwise than the library's registry does."""
    kept, lock = getattr(registry, "_collector_to_names", None), getattr(registry, "_lock", None)
    if not isinstance(kept, dict) or lock is None:
        return None
    with lock:
        return list(kept)


def _never_blocks(collector: Any) -> bool:
    """Whether it is one of the library's own metrics, and none of its values comes from a foreign function."""
    from prometheus_client.metrics import Gauge, MetricWrapperBase

    if not isinstance(collector, MetricWrapperBase):
        return False
    if not isinstance(collector, Gauge):  # the only one with set_function()
        return True
    children = getattr(collector, "_metrics", {})
    return not any("_child_samples" in vars(gauge) for gauge in (collector, *list(children.values())))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower().strip("_") or "collector"

"""The page: on the hub's own address, or on one of its own beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import exporterhub
from exporterhub.errors import BadInput
from exporterhub.hub.library import Library
from exporterhub.hub.metrics._collectors import Catalogue, Counted
from exporterhub.hub.metrics._meter import Metrics
from exporterhub.hub.metrics._place import Place, shared_place
from exporterhub.hub.metrics._processes import Processes
from exporterhub.toolkit import Collector, CollectorSource, Runner, Source, WebOptions, make_server
from exporterhub.toolkit.web.asgi import AsgiPages
from exporterhub.toolkit.web.listen import split

__all__ = ["PATH", "check_listen", "counting", "metrics_page", "served_beside", "source_of"]

PATH = "/metrics"
_END_SECONDS = 15.0


def source_of(library: Library, place: Place, metrics: Metrics | None = None) -> Source:
    """The page as a source of the toolkit; ``metrics`` are a process's own, where nothing is shared."""
    collectors: list[Collector] = [Catalogue(library), Counted(place, metrics), Processes(place)]
    return CollectorSource(Runner(collectors, namespace="exporterhub"))


def metrics_page(library: Library, metrics: Metrics) -> AsgiPages:
    """The page as an ASGI application."""
    return AsgiPages({PATH: source_of(library, metrics.place, metrics)}, _options())


def check_listen(address: str) -> None:
    """Raise BadInput for what is no address, before anything is started."""
    try:
        split(address)
    except BadInput as problem:
        raise BadInput(problem.message, remedy="--metrics-listen takes HOST:PORT, for example 127.0.0.1:9490") from None


@contextmanager
def counting(library: Library, workers: int, listen: str = "") -> Iterator[Place]:
    """The place that the workers of a hub share; with ``listen`` the page is served there within the block."""
    with shared_place(workers) as place:
        if not listen:
            yield place
            return
        with served_beside(listen, library, place):
            yield place


@contextmanager
def served_beside(address: str, library: Library, place: Place) -> Iterator[str]:
    """Serve the page at ``address`` within the block, in a thread of this process; the ``host:port`` it got.

    Raises BadInput for an address that cannot be had.
    """
    try:
        server = make_server(source_of(library, place), _options()._replace(listen=(address,)))
    except BadInput as problem:
        raise BadInput(problem.message, remedy="choose another address or port with --metrics-listen") from problem
    thread = threading.Thread(target=server.run, name="metrics", daemon=True)
    thread.start()
    try:
        yield server.addresses[0]
    finally:
        server.stop()
        thread.join(_END_SECONDS)


def _options() -> WebOptions:
    return WebOptions(name="ExporterHub", version=exporterhub.__version__, description="The hub's own metrics")

"""The toolkit's web layer beside ``prometheus_client``'s own: the same registry of 1,000 series, scraped in turn.

    python -m bench.toolkit_serve

More than half of ours is the library's collecting, which both do. Each runs in a process of its own and is scraped as
Prometheus does it: over a kept connection where the server allows one, text, gzip. CPU is what the kernel counted for
all threads (schedstat). The pages are compared first.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench import Row
from exporterhub.exposition import parse

__all__ = ["run"]

SERIES = 1000
SCRAPES = 200
HEADERS = {"Accept": "text/plain;version=0.0.4", "Accept-Encoding": "gzip"}

_REGISTRY = f"""
import sys
from prometheus_client import CollectorRegistry, Gauge
registry = CollectorRegistry()
gauge = Gauge("demo_seconds", "Seconds.", ["path", "code"], registry=registry)
for number in range({SERIES}):
    gauge.labels(f"/path/{{number}}", "200").set(number / 7)
port = int(sys.argv[1])
"""
_OURS = (
    _REGISTRY
    + """
from exporterhub.toolkit import RegistrySource, WebOptions, serve
serve(RegistrySource(registry), WebOptions(listen=(f"127.0.0.1:{port}",)))
"""
)
_THEIRS = (
    _REGISTRY
    + """
from prometheus_client import start_http_server
_, thread = start_http_server(port, "127.0.0.1", registry)
thread.join()
"""
)


class Server:
    """One of the two."""

    def __init__(self, code: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as sock:
            self.port = sock.getsockname()[1]
        self.process = subprocess.Popen([sys.executable, "-c", code, str(self.port)], stderr=subprocess.DEVNULL)
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.cpu = self.latency = 0.0

    def scrape(self) -> bytes:
        """The page."""
        self._connection.request("GET", "/metrics", headers=HEADERS)
        return gzip.decompress(self._connection.getresponse().read())

    def measure(self) -> None:
        """Seconds of CPU and of waiting per scrape."""
        before, begin = self._spent(), time.perf_counter()
        for _ in range(SCRAPES):
            self._connection.request("GET", "/metrics", headers=HEADERS)
            self._connection.getresponse().read()
        self.latency = (time.perf_counter() - begin) / SCRAPES
        self.cpu = (self._spent() - before) / SCRAPES

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > end:
                    raise

    def close(self) -> None:
        """End it."""
        self._connection.close()
        self.process.kill()
        self.process.wait()

    def _spent(self) -> float:
        """Threads that have ended took their count with them, so a server with a thread per request is flattered."""
        place = Path("/proc") / str(self.process.pid)
        threads = sum(int((task / "schedstat").read_text().split()[0]) for task in (place / "task").iterdir()) / 1e9
        user, system = (place / "stat").read_text().rpartition(")")[2].split()[11:13]
        return max(threads, (int(user) + int(system)) / os.sysconf("SC_CLK_TCK"))


@contextlib.contextmanager
def _both() -> Iterator[tuple[Server, Server]]:
    servers = Server(_OURS), Server(_THEIRS)
    try:
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.close()


def _samples(page: bytes) -> set[tuple[object, ...]]:
    return {
        (sample.name, tuple(sorted(sample.labels.items())), sample.value)
        for family in parse(page)
        for sample in family.samples
        if not sample.name.startswith("exporter_")
    }


def run() -> Iterable[Row]:
    """CPU and latency per scrape."""
    with _both() as (ours, theirs):
        if _samples(ours.scrape()) != _samples(theirs.scrape()):
            raise AssertionError("the two pages differ")
        for server in (ours, theirs, ours, theirs):
            server.measure()
    cpu, latency = ours.cpu / theirs.cpu, ours.latency / theirs.latency
    yield _row("toolkit: CPU per scrape of 1,000 series", ours.cpu, theirs.cpu, cpu, "at most 0.7", met=cpu <= 0.7)
    yield _row("toolkit: latency of a scrape of 1,000 series", ours.latency, theirs.latency, latency, "", met=True)


def _row(name: str, ours: float, theirs: float, ratio: float, keep: str, *, met: bool) -> Row:
    return Row(name, f"{ours * 1e3:.2f} ms", f"{theirs * 1e3:.2f} ms", ratio, keep, met)


if __name__ == "__main__":
    from bench.__main__ import main

    sys.exit(main(["toolkit_serve"]))

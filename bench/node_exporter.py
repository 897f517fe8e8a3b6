"""The host exporter beside Prometheus' node_exporter: CPU per scrape, latency, memory. The same ten collectors.

    python -m bench.node_exporter [--scrapes 500] [--plain]

Both run at the same time and are scraped in turn, over a kept connection, as Prometheus does it: text, gzip.
CPU is what the kernel counted for all threads of a process (schedstat, in nanoseconds).
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench import Row
from bench.__main__ import show
from exporterhub.programs import debian_root

COLLECTORS = ("cpu", "diskstats", "filesystem", "loadavg", "meminfo", "netdev", "stat", "textfile", "time", "uname")
LIMITS = {"CPU per scrape": 0.35, "median latency": 0.5, "resident memory": 1.3}
HEADERS = {
    "Accept": "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
    "Accept-Encoding": "gzip",
    "X-Prometheus-Scrape-Timeout-Seconds": "10",
}


class Measure(NamedTuple):
    """What one exporter took. Seconds of CPU per scrape, of latency; bytes of memory; bytes of the page."""

    cpu: float
    latency: float
    memory: int
    page: int


class Peer:
    """One running exporter."""

    def __init__(self, command: list[str], port: int) -> None:
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.latencies: list[float] = []
        self.page = 0
        self._before = 0.0

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + 20
        while True:
            try:
                self.scrape({})
                break
            except OSError:
                self._connection.close()
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise SystemExit(f"{self.process.args!r} does not answer") from None
                time.sleep(0.05)

    def families(self) -> set[str]:
        """The names of the families about the host."""
        self._connection.request("GET", "/metrics", headers={"Accept-Encoding": "identity"})
        return set(re.findall(r"^# TYPE (node_\S+)", self._connection.getresponse().read().decode(), re.MULTILINE))

    def scrape(self, headers: dict[str, str]) -> None:
        """One page."""
        begin = time.perf_counter()
        self._connection.request("GET", "/metrics", headers=headers)
        answer = self._connection.getresponse()
        self.page = len(answer.read())
        self.latencies.append(time.perf_counter() - begin)
        if answer.status != 200:
            raise SystemExit(f"{self.process.args!r} answers {answer.status}")

    def begin(self) -> None:
        """Count from here."""
        self.latencies.clear()
        self._before = cpu_seconds(self.process.pid)

    def result(self) -> Measure:
        """What it took since ``begin``."""
        used = cpu_seconds(self.process.pid) - self._before
        count = len(self.latencies)
        return Measure(used / count, statistics.median(self.latencies), resident(self.process.pid), self.page)


def cpu_seconds(pid: int) -> float:
    """What all threads have used."""
    folder = Path(f"/proc/{pid}/task")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in folder.iterdir()) / 1e9


def resident(pid: int) -> int:
    """Bytes of the process that are in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def executables() -> tuple[list[str], list[str]]:
    """The beginnings of the two command lines."""
    node_exporter = debian_root(["prometheus-node-exporter"], "sid").path / "usr/bin/prometheus-node-exporter"
    ours = shutil.which("exporterhub") or str(Path(sys.executable).with_name("exporterhub"))
    return [str(node_exporter)], [ours, "node"]


def commands(folder: Path, ports: tuple[int, int]) -> tuple[list[str], list[str]]:
    """How the two are started, with the same collectors and the same filters (Debian's defaults are not upstream's)."""
    shared = [
        "--collector.disable-defaults",
        *(f"--collector.{name}" for name in COLLECTORS),
        f"--collector.textfile.directory={folder}",
        "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys)($|/)",
    ]
    theirs, ours = executables()
    return (
        [*theirs, f"--web.listen-address=127.0.0.1:{ports[0]}", *shared],
        [*ours, f"--web.listen-address=127.0.0.1:{ports[1]}", *shared],
    )


@contextlib.contextmanager
def both() -> Iterator[tuple[Peer, Peer]]:
    """The two, started, and ended afterwards."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        (folder / "backup.prom").write_text(
            "# HELP backup_last_success_timestamp_seconds When the last backup ended well.\n"
            "# TYPE backup_last_success_timestamp_seconds gauge\n"
            + "".join(f'backup_last_success_timestamp_seconds{{job="{i}"}} 1.79e+09\n' for i in range(20))
        )
        peers = []
        ports = (19731, 19732)
        for command, port in zip(commands(folder, ports), ports, strict=True):
            peer = Peer(command, port)
            stack.callback(peer.process.wait, 10)
            stack.callback(peer.process.terminate)
            peers.append(peer)
        for peer in peers:
            peer.wait()
        yield peers[0], peers[1]


def measure(scrapes: int, headers: dict[str, str]) -> tuple[Measure, Measure]:
    """Scrape both in turn."""
    with both() as (theirs, ours):
        assert theirs.families() == ours.families()
        for peer in (theirs, ours):
            for _ in range(20):
                peer.scrape(headers)
            peer.begin()
        for _ in range(scrapes):
            theirs.scrape(headers)
            ours.scrape(headers)
        return theirs.result(), ours.result()


def rows(theirs: Measure, ours: Measure, how: str) -> Iterator[Row]:
    """The distances."""
    figures = {
        "CPU per scrape": (theirs.cpu * 1e3, ours.cpu * 1e3, "ms"),
        "median latency": (theirs.latency * 1e3, ours.latency * 1e3, "ms"),
        "resident memory": (theirs.memory / 1e6, ours.memory / 1e6, "MB"),
        "bytes sent": (theirs.page / 1e3, ours.page / 1e3, "kB"),
    }
    for name, (before, after, unit) in figures.items():
        ratio, limit = after / before, LIMITS.get(name)
        keep = "" if limit is None else f"at most {limit:g}"
        said = f"host exporter, ten collectors, {how}: {name}"
        yield Row(said, f"{after:.3f} {unit}", f"{before:.3f} {unit}", ratio, keep, limit is None or ratio <= limit)


def run(scrapes: int = 500, *, plain: bool = False) -> Iterator[Row]:
    """The same ten collectors of both, scraped in turn."""
    headers = {**HEADERS, "Accept-Encoding": "identity"} if plain else HEADERS
    yield from rows(*measure(scrapes, headers), "plain" if plain else "gzip")


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scrapes", type=int, default=500)
    parser.add_argument("--plain", action="store_true", help="without gzip")
    args = parser.parse_args(argv)
    for row in run(args.scrapes, plain=args.plain):
        print(show(row))
    return 0


if __name__ == "__main__":
    sys.exit(main())

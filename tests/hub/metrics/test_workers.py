"""A real hub of several workers: one scrape shows the sums, also over those that ended; the page can be elsewhere."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from exporterhub.errors import BadInput
from exporterhub.exposition import parse
from exporterhub.hub import serve

PROGRAM = """
import sys
from pathlib import Path
from exporterhub.hub import serve
serve("127.0.0.1:0", [Path(sys.argv[1])], workers=2, metrics_listen=sys.argv[2])
"""
DEADLINE = 30.0


class Hub:
    def __init__(self, catalog: Path, folder: Path, metrics: str = "") -> None:
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(catalog), metrics],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={"PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(folder), "TMPDIR": str(self.temporary)},
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().rpartition(" ")[2].strip()
        self.metrics = f"http://{metrics}/metrics" if metrics else f"{self.url}metrics"

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", trust_env=False, timeout=DEADLINE)

    def value(self, name: str, **labels: str) -> float:
        answer = httpx.get(self.metrics, trust_env=False, timeout=DEADLINE)
        page = parse(answer.content, answer.headers["content-type"])
        return sum(s.value for f in page for s in f.samples if s.name == name and dict(s.labels) == labels)

    def workers(self) -> list[int]:
        (folder,) = self.temporary.glob("exporterhub-metrics-*")
        return sorted(int(path.stem.partition("_")[2]) for path in folder.glob("counter_*.db"))

    def end(self) -> tuple[str, str]:
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=DEADLINE)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


@pytest.fixture
def hub(small_catalog: Path, tmp_path: Path) -> Iterator[Hub]:
    hub = Hub(small_catalog, tmp_path)
    yield hub
    if hub.process.poll() is None:
        hub.process.kill()
    hub.process.communicate(timeout=DEADLINE)


def test_a_scrape_shows_all_workers_also_those_that_ended(hub: Hub) -> None:
    eventually(lambda: hub.value("exporterhub_workers") == 2)
    for _ in range(20):
        assert hub.get("tiers").status_code == 200  # each on a connection of its own, so that both workers get some
    asked = {"handler": "page", "code": "200"}
    assert hub.value("exporterhub_http_requests_total", **asked) == 20
    spent = hub.value("process_cpu_seconds_total")
    os.kill(hub.workers()[0], signal.SIGKILL)
    eventually(lambda: hub.value("exporterhub_worker_restarts_total") == 1 and hub.value("exporterhub_workers") == 2)
    assert hub.value("exporterhub_http_requests_total", **asked) == 20
    assert hub.value("exporterhub_http_request_duration_seconds_count", handler="page") == 20
    assert hub.value("process_cpu_seconds_total") >= spent
    _, errors = hub.end()
    assert "Traceback" not in errors
    assert list(hub.temporary.iterdir()) == []


def test_the_page_can_have_an_address_of_its_own(small_catalog: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    hub = Hub(small_catalog, tmp_path, f"127.0.0.1:{port}")
    try:
        eventually(lambda: hub.value("exporterhub_workers") == 2)
        assert hub.get("metrics").status_code == 404
        assert hub.value("exporterhub_http_requests_total", handler="metrics", code="404") == 1
        for worker in hub.workers():  # all of them hang
            os.kill(worker, signal.SIGSTOP)
        assert hub.value("exporterhub_workers") == 2
        for worker in hub.workers():
            os.kill(worker, signal.SIGCONT)
        _, errors = hub.end()
        assert "Traceback" not in errors
        assert hub.process.returncode == 0
    finally:
        if hub.process.poll() is None:
            hub.process.kill()
            hub.process.communicate(timeout=DEADLINE)
    with pytest.raises(httpx.ConnectError):
        hub.value("exporterhub_workers")


@pytest.mark.parametrize("listen", ["9490", "localhost:x", "http://127.0.0.1:80"])
def test_a_wrong_address_for_it_is_said(small_catalog: Path, listen: str) -> None:
    with pytest.raises(BadInput, match="is no address to listen on") as caught:
        serve("127.0.0.1:0", [small_catalog], metrics_listen=listen)
    assert "--metrics-listen" in caught.value.remedy


def test_a_taken_address_for_it_is_said(small_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=f"127.0.0.1:{port}") as caught:
            serve("127.0.0.1:0", [small_catalog], metrics_listen=f"127.0.0.1:{port}")
    assert "--metrics-listen" in caught.value.remedy

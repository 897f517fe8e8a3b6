"""The hub as a process: it says where it is, answers, and ends when it is told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from exporterhub.errors import BadInput
from exporterhub.hub import serve
from exporterhub.hub.server import parse_listen

PROGRAM = """
import sys
from pathlib import Path
from exporterhub.hub import serve
serve(sys.argv[1], [Path(sys.argv[2])], workers=int(sys.argv[3]))
"""


def started(catalog: Path, cache: Path, *, workers: int) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "127.0.0.1:0", str(catalog), str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(cache)},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    return process, line.rpartition(" ")[2].strip()


@pytest.fixture(params=[1, 2], ids=["one worker", "two workers"])
def running(
    request: pytest.FixtureRequest, small_catalog: Path, tmp_path: Path
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process, url = started(small_catalog, tmp_path, workers=request.param)
    yield process, url
    if process.poll() is None:
        process.kill()
    process.communicate(timeout=30)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_it_serves_and_ends_cleanly(running: tuple[subprocess.Popen[str], str], how: signal.Signals) -> None:
    process, url = running
    assert url.startswith("http://127.0.0.1:")
    with httpx.Client(base_url=url, trust_env=False) as client:
        assert client.get("/api/v1/health").json()["exporters"] == 3
        assert "Redis Exporter" in client.get("/").text
    process.send_signal(how)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert output == ""
    assert "Traceback" not in errors


def test_a_large_body_is_refused_on_a_real_connection(running: tuple[subprocess.Popen[str], str]) -> None:
    _, url = running
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port or 80), timeout=30) as connection:
        connection.sendall(b"POST /api/v1/identify HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n")
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_workers_end_when_their_parent_is_killed(running: tuple[subprocess.Popen[str], str]) -> None:
    process, url = running
    process.kill()
    # Workers hold the pipe, so its end is theirs.
    process.communicate(timeout=30)
    with pytest.raises(httpx.ConnectError), httpx.Client(base_url=url, trust_env=False) as client:
        client.get("/api/v1/health")


def test_a_taken_port_is_said(small_catalog: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=f"127.0.0.1:{port} cannot be used") as caught:
            serve(f"127.0.0.1:{port}", [small_catalog])
    assert "another port" in caught.value.remedy


@pytest.mark.parametrize("listen", ["8080", "localhost:x", "127.0.0.1:99999", "a b:1", "", "http://127.0.0.1:80"])
def test_a_wrong_address_is_said(listen: str) -> None:
    with pytest.raises(BadInput, match="is no listen address"):
        serve(listen)


def test_an_address_of_another_machine_is_said(small_catalog: Path) -> None:
    with pytest.raises(BadInput, match="cannot be used") as caught:
        serve("192.0.2.1:8080", [small_catalog])
    assert "this machine" in caught.value.remedy


def test_a_catalog_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        serve("127.0.0.1:0", [tmp_path / "nope"])


@pytest.mark.parametrize(
    ("listen", "expected"),
    [
        (":8080", ("0.0.0.0", 8080)),
        ("[::1]:80", ("::1", 80)),
        ("[::]:80", ("::", 80)),
        ("localhost:0", ("localhost", 0)),
    ],
)
def test_listen_addresses_are_read(listen: str, expected: tuple[str, int]) -> None:
    assert parse_listen(listen) == expected

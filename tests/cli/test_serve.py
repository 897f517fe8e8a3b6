"""``serve``: the hub answers at the address that is printed, and leaves when it is told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exporterhub.cli._beside import host_exporter

if TYPE_CHECKING:
    from conftest import Result

PROGRAM = [sys.executable, "-m", "exporterhub.cli"]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_serve(work: Path, end: signal.Signals) -> None:
    with subprocess.Popen(
        [*PROGRAM, "serve", "--listen", "127.0.0.1:0", "-q"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            line = process.stdout.readline()
            assert line.startswith("ExporterHub is at http://127.0.0.1:"), process.stderr.read()
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(line.split()[-1] + "api/v1/exporters/redis", timeout=20) as answer:
                assert answer.status == 200
            process.send_signal(end)
            assert process.wait(30) == 0
            assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()


@pytest.mark.parametrize("listen", ["nonsense", "127.0.0.1", "127.0.0.1:99999", "203.0.113.1:8080"])
def test_a_wrong_address_ends_with_2(work: Path, listen: str) -> None:
    done = subprocess.run(
        [*PROGRAM, "serve", "--listen", listen], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert done.stdout == ""


def test_a_port_that_is_taken_ends_with_2(work: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        done = subprocess.run(
            [*PROGRAM, "serve", "--listen", listen], capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 2
    assert "stop the program that has it" in done.stderr


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def get(url: str) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=20) as answer:
        return str(answer.read().decode())


def exporter_of(process: subprocess.Popen[str]) -> int:
    """The id of the host exporter that a hub has started."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = int((folder / "stat").read_bytes().rpartition(b")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == process.pid and b"node" in words:
            return int(folder.name)
    raise AssertionError("no host exporter was started")


def until(condition: Callable[[], bool]) -> None:
    """Wait for it, for at most 20 seconds."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not become so"
        threading.Event().wait(0.02)


def answers(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with socket.socket() as connection:
        return connection.connect_ex((host, int(port))) == 0


linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: the host exporter reads its /proc")


@linux
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_host_exporter_runs_beside_the_hub_and_ends_with_it(work: Path, end: signal.Signals) -> None:
    node = free_address()
    command = [*PROGRAM, "serve", "--listen", "127.0.0.1:0", "--node", node]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            until(lambda: answers(node))
            assert f'"address":"{node}"' in get(url + "api/v1/host")
            assert "node_load1" in get(f"http://{node}/metrics")
            child = exporter_of(process)
            process.send_signal(end)
            # The exporter holds the pipe too, so its end is that of both.
            _, errors = process.communicate(timeout=30)
            assert "Traceback" not in errors
            assert f"its metrics at http://{node}/metrics" in errors
            assert not Path(f"/proc/{child}").exists() or b") Z" in Path(f"/proc/{child}/stat").read_bytes()
            assert not answers(node)
        finally:
            process.kill()


@linux
def test_the_host_exporter_is_gone_when_the_hub_cannot_start(work: Path) -> None:
    node = free_address()
    done = subprocess.run(
        [*PROGRAM, "serve", "--listen", "203.0.113.1:8080", "--node", node],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert not answers(node)


def warned(node: str) -> tuple[str, str]:
    """What a hub says on standard error that has to go on without a host exporter, and its page."""
    command = [*PROGRAM, "serve", "--listen", "127.0.0.1:0", "--node", node]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            page = get(process.stdout.readline().split()[-1] + "host")
            process.terminate()
            _, errors = process.communicate(timeout=30)
            assert process.returncode == 0
        finally:
            process.kill()
    return errors, page


@linux
def test_a_taken_port_of_the_host_exporter_is_said_and_the_hub_goes_on(work: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        node = f"127.0.0.1:{taken.getsockname()[1]}"
        errors, page = warned(node)
    assert f"warning: the hub runs without the host exporter: {node} cannot be used: Address already in use" in errors
    assert "give another --node" in errors
    assert "exporterhub serve --node" in page


def test_another_system_is_said_and_the_hub_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with host_exporter("127.0.0.1:9100") as beside:
        assert beside is None
    assert "this is darwin" in capsys.readouterr().err


@pytest.mark.parametrize("node", ["9100", "0.0.0.0:9100", ":9100", "127.0.0.1:0", "192.0.2.1:9100"])
def test_an_address_that_is_not_loopback_ends_with_2(cli: Callable[..., Result], node: str) -> None:
    done = cli("serve", "--node", node)
    assert done.code == 2
    assert "127.0.0.1:9100" in done.err

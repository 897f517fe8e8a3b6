"""How a server begins and ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exporterhub.errors import BadInput
from exporterhub.toolkit import Limits, WebOptions, make_server
from exporterhub.toolkit.testing import Served, serving

PROGRAM = """
import sys, threading
from exporterhub.toolkit import Page, WebOptions, logs, serve
class Source:
    inline = False
    def page(self, request):
        print("asked", flush=True)
        threading.Event().wait(float(request.query.get("wait", ["0"])[0]))
        return Page(b"up 1\\n")
logs.setup()
raise SystemExit(serve(Source(), WebOptions(listen=("127.0.0.1:" + sys.argv[1],))))
"""


@pytest.fixture
def program() -> Any:
    """A server in a process of its own, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "Listening on" in line:
            break
    yield process, f"127.0.0.1:{port}"
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_the_answers_under_way(program: Any, tools: Any, number: signal.Signals) -> None:
    process, address = program
    with tools.dial(address) as idle, tools.dial(address) as busy:
        idle.sendall(b"GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(65536).startswith(b"HTTP/1.1 200")
        busy.sendall(b"GET /metrics?wait=0.5 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert process.stdout.readline() == "asked\n"
        os.kill(process.pid, number)
        assert tools.read_all(idle) == b""
        with pytest.raises(ConnectionRefusedError):
            tools.dial(address)
        answer = tools.read_all(busy)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"\r\nConnection: close\r\n" in answer
    assert answer.endswith(b"up 1\n")
    assert process.wait(20) == 0


def test_a_second_signal_does_not_wait(program: Any, tools: Any) -> None:
    process, address = program
    with tools.dial(address) as busy:
        busy.sendall(b"GET /metrics?wait=60 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert process.stdout.readline() == "asked\n"
        os.kill(process.pid, signal.SIGTERM)
        tools.until(lambda: _closed(address, tools))
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(20) == 0


def _closed(address: str, tools: Any) -> bool:
    try:
        tools.dial(address).close()
    except (ConnectionRefusedError, ConnectionResetError):
        return True
    return False


def test_the_end_is_not_held_up_by_a_page_that_hangs(serve: Any, fixed: Any, tools: Any) -> None:
    release = threading.Event()
    source = fixed(inline=False)
    source.page = lambda _request: release.wait(60)
    began = time.monotonic()
    with serving(source, WebOptions(limits=Limits(shutdown=0.2))) as running, tools.dial(running.addresses[0]) as sock:
        sock.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        tools.until(lambda: running.server._handler._under_way == 1)
        running.server.stop()
        assert tools.read_all(sock) == b""
    release.set()
    assert time.monotonic() - began < 20


def test_a_connection_that_has_just_been_accepted_is_closed_too(fixed: Any) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    ours.close()
    first, second = socket.socketpair()
    with serving(fixed()) as running:
        server = running.server
        done = threading.Event()

        def both() -> None:
            server._admit(first)
            server._stop()
            done.set()

        server._loop.call_soon_threadsafe(both)
        assert done.wait(20)
    assert first.fileno() == -1
    second.close()
    theirs.close()


def test_stopping_twice_and_after_the_end_is_harmless(fixed: Any) -> None:
    with serving(fixed()) as running:
        running.server.stop()
        running.server.stop()
    running.server.stop()


def test_no_descriptor_or_thread_is_left(fixed: Any, tools: Any) -> None:
    def counts() -> tuple[int, int]:
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()

    with serving(fixed(inline=False)) as running:
        tools.fetch(running.addresses[0])
    before = tools.until(counts)
    for _ in range(5):
        with serving(fixed(inline=False)) as running:
            tools.fetch(running.addresses[0])
            tools.dial(running.addresses[0]).close()
    tools.until(lambda: counts() <= before, "the counts of before")


def test_descriptors_that_run_out_do_not_stop_it(fixed: Any, tools: Any) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with serving(fixed()) as running:
        address = running.addresses[0]
        used = max(int(entry.name) for entry in Path("/proc/self/fd").iterdir())
        opened: list[socket.socket] = []
        resource.setrlimit(resource.RLIMIT_NOFILE, (used + 12, hard))
        try:
            while True:
                opened.append(tools.dial(address))
        except OSError:
            pass
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            for sock in opened:
                sock.close()
        assert tools.fetch(address).status == 200


@pytest.mark.parametrize(
    ("paths", "wrong"),
    [({"metrics": None}, "metrics"), ({"/-/ready": None}, "/-/ready"), ({"/a?b": None}, r"/a\?b"), ({"": None}, "''")],
)
def test_paths_that_cannot_be(paths: dict[str, Any], wrong: str) -> None:
    with pytest.raises(BadInput, match=wrong):
        make_server(paths, WebOptions(listen=("127.0.0.1:0",)))


def test_nothing_is_bound_when_the_configuration_is_bad(fixed: Any, tmp_path: Path) -> None:
    (tmp_path / "web.yml").write_text("nonsense: true\n")
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    options = WebOptions(listen=(f"127.0.0.1:{port}",), config_file=str(tmp_path / "web.yml"))
    with pytest.raises(BadInput, match="unknown key 'nonsense'"):
        make_server(fixed(), options)
    socket.create_server(("127.0.0.1", port)).close()


def test_serving_in_a_thread_leaves_signals_alone(serve: Callable[..., Served], fixed: Any) -> None:
    before = signal.getsignal(signal.SIGTERM)
    serve(fixed())
    assert signal.getsignal(signal.SIGTERM) is before

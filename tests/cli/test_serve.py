"""``serve``: the hub answers at the address that is printed, and leaves when it is told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

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

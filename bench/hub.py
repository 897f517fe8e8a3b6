"""The hub under load, beside granian serving the same bytes with no application at all. The load is wrk's."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import Row
from exporterhub.errors import ExporterHubError
from exporterhub.programs import Root, debian_root, tool_command

PATHS = ("/api/v1/exporters", "/api/v1/search?q=redis", "/", "/exporters/redis")
LEAST = 17_000
"""Requests/s of the list: 30 times the 570 that the old exporterhub.io API did for 41 exporters on two cores."""

BARE = """
import sys
from granian import Granian
from granian.constants import Interfaces
body = open(sys.argv[2], "rb").read()
start = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}
async def application(scope, receive, send):
    if scope["type"] == "http":
        await send(start)
        await send({"type": "http.response.body", "body": body})
Granian("bare", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.ASGI, workers=2).serve(
    target_loader=lambda: application, wrap_loader=False)
"""


def run() -> Iterator[Row]:
    """Two workers each, two connections' worth of threads in wrk, three seconds a path."""
    try:
        wrk = debian_root(["wrk"], "trixie")
    except ExporterHubError as error:
        yield Row(f"the hub under load: not measured, {error.message}", "", "", 0.0, "", met=False)
        return
    with tempfile.TemporaryDirectory() as folder, hub() as url:
        for path in PATHS:
            body = Path(folder) / "body"
            body.write_bytes(fetch(url + path))
            ours = rate(wrk, url + path)
            with bare(body) as other:
                peer = rate(wrk, other)
            least = path == PATHS[0]
            met = ours >= LEAST or not least
            keep = f"ours {LEAST:,}" if least else ""
            yield Row(
                f"hub {path}, {body.stat().st_size:,} bytes", f"{ours:,.0f}/s", f"{peer:,.0f}/s", ours / peer, keep, met
            )


def rate(wrk: Root, url: str) -> float:
    """Requests per second that got an answer."""
    done = subprocess.run(
        tool_command(wrk, ["wrk", "-t1", "-c16", "-d3s", url]), capture_output=True, text=True, check=True
    )
    assert "Non-2xx" not in done.stdout, done.stdout
    match = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert match, done.stdout
    return float(match[1])


@contextmanager
def hub() -> Iterator[str]:
    """The real hub with its real catalog."""
    command = str(Path(sys.executable).with_name("exporterhub"))
    with served([command, "serve", "--listen", "127.0.0.1:18473", "--workers", "2"], "http://127.0.0.1:18473") as url:
        yield url


@contextmanager
def bare(body: Path) -> Iterator[str]:
    """granian and the bytes of ``body``."""
    with served([sys.executable, "-c", BARE, "18474", str(body)], "http://127.0.0.1:18474/") as url:
        yield url


@contextmanager
def served(command: list[str], url: str) -> Iterator[str]:
    """Run a server until the block ends."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    fetch(url)
                    break
                except OSError:
                    assert process.poll() is None, "it has ended"
                    assert time.monotonic() < deadline, "it does not answer"
                    time.sleep(0.1)
            yield url
        finally:
            process.terminate()


def fetch(url: str) -> bytes:
    """The body at ``url``."""
    with urllib.request.urlopen(url, timeout=10) as response:
        return bytes(response.read())

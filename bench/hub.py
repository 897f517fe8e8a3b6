"""The hub under load, beside granian sending the same bytes and headers with no application. The load is wrk's."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench import Row
from bench.search import P99_MILLISECONDS, QUERIES
from exporterhub.errors import ExporterHubError
from exporterhub.programs import Root, debian_root, tool_command

PATHS = {
    "the list, API": "/api/v1/exporters",
    "home": "/",
    "search, API": "/api/v1/search?q=redis",
    "search, page": "/?q=redis",
    "entry, page": "/exporters/redis",
    "entry, API": "/api/v1/exporters/redis",
}
LIST = "the list, API"
LEAST = 17_000
"""Requests/s of the list: 30 times the 570 that the old exporterhub.io API did for 41 exporters on two cores."""

SERVE = """
import json, sys
from functools import partial
from granian import Granian
from granian.constants import Interfaces
def serve(make, port, interface):
    server = Granian("bench", address="127.0.0.1", port=port, interface=interface, workers=2, websockets=False)
    server.serve(target_loader=make, wrap_loader=False)
"""
BARE = """
answer = json.load(open(sys.argv[2]))
body = bytes(answer["body"], "latin-1")
headers = [(name.encode(), value.encode()) for name, value in answer["headers"]]
start = {"type": "http.response.start", "status": 200, "headers": headers}
async def application(scope, receive, send):
    if scope["type"] == "http":
        await send(start)
        await send({"type": "http.response.body", "body": body})
serve(lambda: application, int(sys.argv[1]), Interfaces.ASGI)
"""
MADE_UP = """
from pathlib import Path
from bench import CATALOG
from bench.search import made_up
from exporterhub.catalog import build_index, load, read_index
from exporterhub.hub.app import make_app
from exporterhub.hub.library import Library
catalog, path = made_up(load([CATALOG]), int(sys.argv[2])), Path(sys.argv[3])
build_index(catalog, path)
library = Library(catalog, lambda: read_index(path))
serve(lambda: make_app(library), int(sys.argv[1]), Interfaces.ASGINL)
"""
ASKING = """
local queries = {%s}
local number = 0
request = function()
  number = number + 1
  -- no two requests are alike, so that none is answered from what is kept
  return wrk.format("GET", "/api/v1/search?q=" .. queries[number %% #queries + 1] .. "&n=" .. number)
end
"""


class Load(NamedTuple):
    """What a server did: answers per second, and milliseconds to half and to 99 % of them."""

    rate: float
    half: float
    most: float

    def __str__(self) -> str:
        return f"{self.rate:,.0f}/s {self.half:.2f}/{self.most:.2f} ms"


def run() -> Iterator[Row]:
    """Two workers each. Latencies are p50/p99."""
    try:
        wrk = debian_root(["wrk"], "trixie")
    except ExporterHubError as error:
        yield Row(f"the hub under load: not measured, {error.message}", "", "", 0.0, "", met=False)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from beside_nothing(wrk, Path(folder))
        yield from searched(wrk, Path(folder))


def beside_nothing(wrk: Root, folder: Path) -> Iterator[Row]:
    """Each path, three seconds, sixteen connections; then the same bytes from granian alone."""
    with hub() as url:
        for name, path in PATHS.items():
            size = keep_answer(url + path, folder / "answer")
            ours = load(wrk, url + path)
            with served(["-c", SERVE + BARE, "18474", str(folder / "answer")], "http://127.0.0.1:18474/") as other:
                peer = load(wrk, other)
            keep = f"ours {LEAST:,}" if name == LIST else ""
            met = ours.rate >= LEAST or name != LIST
            yield Row(f"hub: {name}, {size:,} bytes", str(ours), str(peer), ours.rate / peer.rate, keep, met)


def searched(wrk: Root, folder: Path) -> Iterator[Row]:
    """Searches through the API in catalogs of made-up entries; two are asked for at a time, and none is kept."""
    script = folder / "asking.lua"
    script.write_text(ASKING % ", ".join(f'"{query.replace(" ", "+")}"' for query in QUERIES))
    for size, limit in P99_MILLISECONDS.items():
        command = ["-c", SERVE + MADE_UP, "18475", str(size), str(folder / f"index-{size}")]
        with served(command, "http://127.0.0.1:18475/api/v1/health") as url:
            fetch(f"{url.removesuffix('/health')}/search?q=redis")
            asked = load(wrk, url, "-c2", "-s", script.name, folder=folder)
        yield Row(
            f"hub: search, API, each new, {size:,} made-up entries",
            str(asked),
            f"{limit:g} ms",
            asked.most / limit,
            "at most 1",
            asked.most <= limit,
        )


def load(wrk: Root, url: str, *options: str, folder: Path | None = None) -> Load:
    """Three seconds of requests, sixteen at a time unless ``options`` say otherwise; one second goes before it."""
    said = ""
    for seconds in (1, 3):
        command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "--latency", *options, url]
        command = tool_command(wrk, command, folder=folder)
        said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout
    assert "Non-2xx" not in said, said
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert rate, said
    return Load(float(rate[1]), percentile(said, 50), percentile(said, 99))


def percentile(said: str, share: int) -> float:
    """Milliseconds, from what wrk says."""
    match = re.search(rf"^\s+{share}%\s+([\d.]+)(us|ms|s)$", said, re.MULTILINE)
    assert match, said
    return float(match[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[match[2]]


@contextmanager
def hub() -> Iterator[str]:
    """The real hub with its real catalog; it counts views, in a database of its own."""
    command = ["-m", "exporterhub.cli", "serve", "--listen", "127.0.0.1:18473", "--workers", "2"]
    with tempfile.TemporaryDirectory() as folder:
        command += ["--database", f"{folder}/state.sqlite"]
        with served(command, "http://127.0.0.1:18473") as url:
            yield url


@contextmanager
def served(arguments: list[str], url: str) -> Iterator[str]:
    """Run a server until the block ends."""
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 300
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


def keep_answer(url: str, file: Path) -> int:
    """Write what ``url`` answers, once it is kept, to a file; returns the size of its body in bytes."""
    fetch(url)
    with urllib.request.urlopen(url, timeout=10) as response:
        body = response.read()
        passed_over = {"date", "server", "connection", "transfer-encoding"}
        headers = [(name, value) for name, value in response.headers.items() if name.lower() not in passed_over]
    file.write_text(json.dumps({"headers": headers, "body": body.decode("latin-1")}))
    return len(body)


def fetch(url: str) -> bytes:
    """The body at ``url``."""
    with urllib.request.urlopen(url, timeout=10) as response:
        return bytes(response.read())

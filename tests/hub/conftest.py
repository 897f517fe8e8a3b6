"""A small catalog of three entries, and a client that asks the hub over it."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from exporterhub.hub import create_app

HERE = Path(__file__).resolve().parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--screenshots`` keeps pictures of the main pages (for ``pytest tests/hub``)."""
    parser.addoption("--screenshots", action="store_true", help="write pictures of the main pages to docs/images")


@pytest.fixture(scope="session")
def small_catalog() -> Path:
    """redis (complete), blackbox (multi-target, no recordings), acmedb (built-in)."""
    return HERE / "catalog"


@pytest.fixture(scope="session")
def app(small_catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The hub over the small catalog, its index in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield create_app([small_catalog])


class Client:
    """Asks an application without a network; an unexpected error comes back as an answer."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://hub.test") as client:
                return await client.request(method, path, **more)

        return asyncio.run(ask())

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Client:
    """Asks the hub over the small catalog."""
    return Client(app)


@pytest.fixture(scope="session")
def node() -> Iterator[str]:
    """The ``address:port`` of a host exporter that runs, on a port of its choice."""
    command = [sys.executable, "-m", "exporterhub.cli", "node", "--web.listen-address=127.0.0.1:0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            said = (re.search(r"Listening on.*(127\.0\.0\.1:\d+)", line) for line in process.stderr)
            listening = next(filter(None, said), None)
            assert listening, "the exporter ended before it listened"
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield listening[1]
        finally:
            process.terminate()
            process.wait(20)

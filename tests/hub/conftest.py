"""A small catalog of three entries, and a client that asks the hub over it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from exporterhub.hub import create_app
from exporterhub.hub.state import State, open_state
from exporterhub.programs import debian_root, run_tool, tool_command

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
        return self.together(path, method=method, **more)[0]

    def together(self, *paths: str, method: str = "GET", **more: Any) -> list[httpx.Response]:
        """Answers to requests that arrive at once."""

        async def ask() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://hub.test") as client:
                return await asyncio.gather(*(client.request(method, path, **more) for path in paths))

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


class PostgreSQL:
    """A server of Debian's package on a loopback port, with a user ``hub`` who has to give a password."""

    password = "s3cr:et/word"  # what a URL has to escape

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = debian_root(["postgresql"], "bookworm")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (folder / "password").write_text(self.password)
        self._made = run_tool(self.root, ["/bin/sh", "-c", _INITDB], folder=folder)
        assert self._made.returncode == 0, self._made.stderr
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0

    def url(self, database: str, *, password: bool = True) -> str:
        secret = f":{quote(self.password, safe='')}" if password else ""
        return f"postgresql://hub{secret}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = tool_command(self.root, ["/bin/sh", "-c", _POSTGRES, "sh", str(self.port)], folder=self.folder)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)
        pause, ends = threading.Event(), time.monotonic() + 60
        while time.monotonic() < ends and self._process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                self.run("SELECT 1")
                return
            pause.wait(0.05)
        raise AssertionError((self.folder / "log").read_text()[-1000:])

    def stop(self, *, kill: bool = False) -> None:
        """End it: by closing its input, which is a fast shutdown, or at once."""
        if self._process is None:
            return
        if kill:
            self._process.kill()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process = None

    def run(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def database(self) -> str:
        """A new, empty database's name."""
        self._databases += 1
        name = f"state_{self._databases}"
        self.run(f"CREATE DATABASE {name}")
        return name


_BIN = "PATH=$(echo /usr/lib/postgresql/*/bin):$PATH"
_INITDB = f"{_BIN} initdb -D data -U hub -A scram-sha-256 --pwfile=password -E UTF8 --locale=C.UTF-8 -N"
_POSTGRES = (
    f"{_BIN}; postgres -D data -h 127.0.0.1 -p $1 -k '' -F -c shared_buffers=8MB </dev/null & "
    "read line; kill -INT $!; wait $!"
)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    """A PostgreSQL that runs for all tests; a test that stops it starts it again. Mark tests with ``debian``."""
    server = PostgreSQL(tmp_path_factory.mktemp("postgresql"))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.debian, pytest.mark.sandbox])])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/state.sqlite"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.url(server.database())


@pytest.fixture
def state(database: str) -> Iterator[State]:
    """A state with its tables made, on both databases."""
    opened = open_state(database)
    yield opened
    opened.close()

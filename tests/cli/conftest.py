"""What the tests of the command line share: a folder to work in, a server for pages, a way to run commands here."""

from __future__ import annotations

import gzip
import io
import os
import pty
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from exporterhub.cli import main

HERE = Path(__file__).resolve().parent
PAGE = b"# HELP redis_up Whether Redis answers\n# TYPE redis_up gauge\nredis_up 1\n"
TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Result(NamedTuple):
    """What a command did: its exit code, what it wrote, and both streams in order (``! `` marks standard error)."""

    code: int
    out: str
    err: str
    both: str


class _Tee(io.TextIOWrapper):
    """A text stream that keeps what is written and adds it, line by line and marked, to a shared list."""

    def __init__(self, shared: list[str], mark: str) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)
        self._shared, self._mark = shared, mark

    def write(self, text: str) -> int:
        for part in text.splitlines(keepends=True):
            begins = not self._shared or self._shared[-1].endswith("\n")
            self._shared.append(f"{self._mark}{part}" if begins else part)
        return super().write(text)

    def text(self) -> str:
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small catalog, the pages and the rules; the current folder of the test."""
    for name in ("bad", "catalog", "overlay", "pages", "rules"):
        shutil.copytree(HERE / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXPORTERHUB_CATALOG", "catalog")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / ".data"))
    monkeypatch.delenv("EXPORTERHUB_DATABASE", raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def cli(work: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command line in this process: ``cli("search", "redis")``; ``stdin=`` are bytes."""

    def run(*words: str, stdin: bytes = b"") -> Result:
        both: list[str] = []
        out, err = _Tee(both, ""), _Tee(both, "! ")
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = main(list(words))
        return Result(code, out.text(), err.text(), "".join(both))

    return run


class _Pages(BaseHTTPRequestHandler):
    """Pages as exporters serve them, well and badly."""

    def do_GET(self) -> None:
        kinds: dict[str, tuple[str | None, bytes]] = {
            "/metrics": (TEXT, PAGE),
            "/untyped": (None, PAGE),
            "/html": ("text/html", PAGE),
            "/gzip": (TEXT, gzip.compress(PAGE)),
            "/headers": (TEXT, f'# TYPE accept gauge\naccept{{value="{self.headers["Accept"]}"}} 1\n'.encode()),
        }
        content_type, body = kinds.get(self.path, (None, b""))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/metrics")
        else:
            self.send_response(200 if self.path in kinds else 404)
        if content_type:
            self.send_header("Content-Type", content_type)
        if self.path == "/gzip":
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Silence."""


@pytest.fixture
def server() -> Iterator[str]:
    """A server for pages; gives ``127.0.0.1:port``."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"127.0.0.1:{http.server_address[1]}"
        finally:
            http.shutdown()
            thread.join()


@pytest.fixture
def on_terminal() -> Callable[..., str]:
    """What a command writes to a terminal: ``on_terminal([program, ...], columns=60)``; it must end with 0."""

    def run(command: list[str], columns: int = 60, **environment: str) -> str:
        parent, child = pty.openpty()
        env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), **environment}
        with subprocess.Popen(command, stdin=child, stdout=child, stderr=child, env=env) as process:
            os.close(child)
            parts = list(_read_all(parent))
            assert process.wait(30) == 0
        os.close(parent)
        return b"".join(parts).decode().replace("\r\n", "\n")

    return run


def _read_all(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # EIO: the other end is closed
            return
        if not part:
            return
        yield part

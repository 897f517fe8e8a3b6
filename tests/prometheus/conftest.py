"""A real Prometheus that scrapes itself, with TLS and a password, and a double for failures."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import bcrypt
import pytest

from exporterhub.errors import ExporterHubError
from exporterhub.programs import debian_root, tool_command
from exporterhub.prometheus import Server, read_access

CONFIG = """\
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yml]
scrape_configs:
  - job_name: itself
    scheme: https
    basic_auth: {username: ann, password: secret}
    tls_config: {ca_file: %(folder)s/cert.pem}
    static_configs: [{targets: ["%(address)s"]}]
"""
RULES = """\
groups:
  - name: g
    rules:
      - {alert: Up, expr: up == 1}
      - {alert: Broken, expr: up * on (job) prometheus_http_requests_total}
"""
WEB = """\
tls_server_config: {cert_file: cert.pem, key_file: key.pem}
basic_auth_users: {ann: "%s"}
"""


class Real(NamedTuple):
    """Its address, and the files with the password and the certificate to trust."""

    url: str
    password: str
    certificate: str

    def server(self, **more: object) -> Server:
        access = read_access(basic_auth_file=self.password, ca_file=self.certificate)
        return Server(self.url, access=access, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    """It runs for all tests of a session, and has scraped itself."""
    folder = tmp_path_factory.mktemp("prometheus")
    root = debian_root(["prometheus"], "sid")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=one", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    (folder / "password").write_text("ann:secret\n")
    (folder / "web.yml").write_text(WEB % bcrypt.hashpw(b"secret", bcrypt.gensalt(4)).decode())
    (folder / "prometheus.yml").write_text(CONFIG % {"folder": folder, "address": address})
    (folder / "rules.yml").write_text(RULES)
    flags = [
        f"--config.file={folder}/prometheus.yml",
        f"--web.config.file={folder}/web.yml",
        f"--storage.tsdb.path={folder}/data",
        f"--web.listen-address={address}",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            tool_command(root, ["prometheus", *flags], folder=folder), stdout=log, stderr=subprocess.STDOUT
        )
    real = Real(f"https://{address}", str(folder / "password"), str(folder / "cert.pem"))
    try:
        _wait(real, process, folder / "log")
        yield real
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(real: Real, process: subprocess.Popen[bytes], log: Path) -> None:
    pause = threading.Event()
    ends = time.monotonic() + 60
    with real.server() as server:
        while time.monotonic() < ends and process.poll() is None:
            try:
                if server.query("count_over_time(up[1m]) > 3") and server.alerts() and server.rule_problems():
                    return
            except ExporterHubError:
                pass
            pause.wait(0.1)
    raise AssertionError(f"Prometheus did not start: {log.read_text()[-1000:]}")


class Request(NamedTuple):
    """What was asked: method, path with its query, body, headers."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]


class Answer(NamedTuple):
    """Status, body, and further headers."""

    status: int = 200
    body: bytes = b'{"status": "success", "data": {"resultType": "vector", "result": []}}'
    headers: tuple[tuple[str, str], ...] = ()


def failure(status: int, error: str = "", kind: str = "") -> Answer:
    """As Prometheus says it."""
    return Answer(status, json.dumps({"status": "error", "errorType": kind, "error": error}).encode())


class Double:
    """Answers with what ``answers`` gives, the last one over and over. A number of seconds is a pause before it; None
    ends the connection without an answer."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: list[Answer | None] = [Answer()]
        self.hang = threading.Event()
        self.hangs = False
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                double.handle(self)

            do_POST = do_GET  # noqa: N815 - the base class has it so

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("content-length", "0")))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.requests.append(Request(handler.command, handler.path, body, headers))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        handler.close_connection = True
        if self.hangs:
            self.hang.wait(30)
        if answer is None:
            return
        try:
            handler.send_response(answer.status)
            for name, value in (*answer.headers, ("content-length", str(len(answer.body)))):
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(answer.body)
        except OSError:
            pass  # who asked has gone


@pytest.fixture
def double() -> Iterator[Double]:
    double = Double()
    thread = threading.Thread(target=double.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield double
    double.hang.set()
    double.server.shutdown()
    double.server.server_close()
    thread.join()


@pytest.fixture
def failed() -> Callable[..., Answer]:
    return failure

"""One POST, to a real server: what is sent, what is read, and what is never done."""

from __future__ import annotations

import logging
import socket
import ssl
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from exporterhub.hub.webhooks.post import _trusted, post


def sent(receiver: Any, **more: Any) -> Any:
    return post(receiver.url, b"{}", {"Content-Type": "application/json"}, secret="hush-hush-hush", **more)


def test_it_is_taken(receiver: Any) -> None:
    outcome = sent(receiver)
    assert (outcome.ok, outcome.status, outcome.answer, outcome.problem) == (True, 200, "ok", "")
    got = receiver.received[0]
    assert (got.path, got.body) == (f"/services/{receiver.token}", b"{}")
    assert got.headers["host"] == receiver.host
    assert got.headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [201, 204])
def test_any_2xx_is_taken(receiver: Any, status: int) -> None:
    receiver.will(status)
    assert sent(receiver).ok


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_anything_else_is_not(receiver: Any, status: int) -> None:
    receiver.will(status, b"no such\n  hook")
    outcome = sent(receiver)
    assert (outcome.ok, outcome.status, outcome.answer) == (False, status, "no such hook")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(receiver: Any, status: int) -> None:
    receiver.will(status, location="/elsewhere")
    outcome = sent(receiver)
    assert not outcome.ok
    assert "leads elsewhere" in outcome.problem
    assert [got.path for got in receiver.received] == [f"/services/{receiver.token}"]


def test_little_is_read_and_less_is_kept(receiver: Any) -> None:
    receiver.will(200, b"x" * 10_000_000)
    outcome = sent(receiver)
    assert outcome.ok
    assert outcome.answer == "x" * 200
    assert receiver.cut.wait(30)  # it could not send the rest


def test_what_is_odd_is_shown_harmlessly(receiver: Any) -> None:
    receiver.will(500, b"\x1b[31m\xff\x00<script>")
    assert sent(receiver).answer == "\ufffd[31m\ufffd\ufffd<script>"


def test_an_answer_that_repeats_a_secret_loses_it(receiver: Any) -> None:
    receiver.will(404, f"Cannot POST /services/{receiver.token} hush-hush-hush".encode())
    outcome = sent(receiver)
    assert receiver.token not in outcome.answer
    assert "hush" not in outcome.answer


def test_nothing_is_logged(receiver: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        sent(receiver)
        post("http://127.0.0.1:1/services/" + receiver.token, b"", {})
    assert receiver.token not in caplog.text


def test_retry_after_is_read(receiver: Any) -> None:
    receiver.will(429, retry_after="90")
    assert sent(receiver).retry_after == 90


def test_a_receiver_that_says_nothing_is_given_up(receiver: Any) -> None:
    receiver.hold = threading.Event()
    outcome = sent(receiver, timeout=0.2)
    assert (outcome.status, outcome.problem) == (0, "no answer within 0.2 s")


def dripping(answer: bytes, drips: bytes) -> tuple[socket.socket, threading.Thread, threading.Event]:
    """A server that sends ``answer`` at once, and then ``drips`` for as long as the other side listens."""
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)
            while not ended.wait(0.02):
                try:
                    connection.sendall(drips)
                except OSError:
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    return listening, thread, ended


@pytest.mark.parametrize(
    ("answer", "drips", "status", "ok"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\nok", b".", 200, True),
        (b"HTTP/1.1 500 No\r\nContent-Length: 4000\r\n\r\nno", b".", 500, False),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", 0, False),
    ],
)
def test_the_deadline_is_for_all_of_it(answer: bytes, drips: bytes, status: int, ok: bool) -> None:
    listening, thread, ended = dripping(answer, drips)
    try:
        outcome = post(f"http://127.0.0.1:{listening.getsockname()[1]}/x", b"", {}, timeout=0.5)
    finally:
        ended.set()
        thread.join()
        listening.close()
    assert (outcome.status, outcome.ok) == (status, ok)
    assert outcome.seconds < 5


def test_a_server_that_is_not_http(receiver: Any) -> None:
    listening, thread, ended = dripping(b"SSH-2.0-OpenSSH\r\n\r\n", b".")
    try:
        outcome = post(f"http://127.0.0.1:{listening.getsockname()[1]}/x", b"", {}, timeout=5)
    finally:
        ended.set()
        thread.join()
        listening.close()
    assert outcome.problem.startswith("broke off: ")


def test_a_port_that_is_closed_and_a_name_that_is_not_known() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/x", b"", {}).problem.startswith("cannot be reached: ")
    assert post("http://nobody.invalid/x", b"", {}).problem.startswith("the host is not known")


def test_plain_http_stays_within_private_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that meant a private address when it was entered may mean another one now."""

    def public(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("203.0.113.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", public)
    assert "private network" in post("http://ntfy.lan/x", b"", {}).problem


def test_a_name_is_tried_at_each_of_its_addresses(receiver: Any) -> None:
    url = receiver.url.replace("127.0.0.1", "localhost")  # ::1 comes first on many machines, and nobody listens there
    assert post(url, b"", {}).ok
    assert receiver.received[0].headers["host"] == receiver.host.replace("127.0.0.1", "localhost")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate for localhost, and its key beside it."""
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    made += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "30"]
    made += ["-keyout", f"{tmp_path}/key.pem", "-out", f"{tmp_path}/cert.pem"]
    subprocess.run(made, check=True, capture_output=True)
    return tmp_path / "cert.pem"


@pytest.mark.parametrize("trusted", [True, False])
def test_https(receiver: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    _trusted.cache_clear()
    try:
        port = receiver.host.rpartition(":")[2]
        outcome = post(f"https://localhost:{port}/services/{receiver.token}", b"{}", {})
    finally:
        _trusted.cache_clear()
    assert outcome.ok is trusted
    assert len(receiver.received) == trusted
    if not trusted:
        assert outcome.problem == "cannot be reached: its certificate is not trusted: self-signed certificate"

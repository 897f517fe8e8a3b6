"""A receiver of webhooks on a loopback port, a clock that is set by hand, and a hub that an operator manages."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from exporterhub.hub.app import make_app
from exporterhub.hub.library import Library, open_library
from exporterhub.hub.state import State
from exporterhub.hub.webhooks import Operator, Webhook, add

TOKEN = "T0KEN-of-the-chat"
PASSWORD = "correct horse"
HASHED = "$2b$04$kU0QyCxaXulhwOsOQLHyTeTv/OLg3PCjsiWS/74cWMSpBfwMlPXwC"


@dataclass
class Answer:
    """What the receiver answers."""

    status: int = 200
    body: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """A real HTTP server that keeps what it is sent; ``answers`` are given one by one, then 200."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: list[Answer] = []
        self.hold: threading.Event | None = None
        self.came = threading.Event()
        self.cut = threading.Event()
        self.token = TOKEN
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                owner.received.append(Received(self.path, headers, body))
                owner.came.set()
                if owner.hold is not None:
                    owner.hold.wait(30)
                answer = owner.answers.pop(0) if owner.answers else Answer()
                try:
                    self.send_response(answer.status)
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(answer.body)))
                    self.end_headers()
                    self.wfile.write(answer.body)
                except OSError:
                    owner.cut.set()  # whoever asked has gone

            def do_GET(self) -> None:
                owner.received.append(Received(f"GET {self.path}", {}, b""))
                self.send_error(405)

            def log_message(self, *_: object) -> None:
                """Silence."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.host}/services/{TOKEN}"
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})

    def will(self, status: int, body: bytes = b"", **headers: str) -> None:
        """The next answer; ``retry_after="3"`` is a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append(Answer(status, body, named))

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.hold is not None:
            self.hold.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that runs."""
    with Receiver() as running:
        yield running


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


@pytest.fixture
def hook(state: State, receiver: Receiver, clock: Clock) -> Webhook:
    """A webhook that leads to the receiver and signs."""
    entered = Webhook(name="team", url=receiver.url, secret="hush-hush-hush", allow_http=True)
    return add(state, entered, clock())


@pytest.fixture(scope="session")
def library(small_catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The small catalog, its index in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        opened = open_library([small_catalog])
        opened.index  # noqa: B018  (opened now, while the folder is set)
        yield opened


@pytest.fixture(scope="session")
def hub(library: Library) -> FastAPI:
    """The hub, without a state and without an operator."""
    return make_app(library, public_url="https://hub.example.org")


@pytest.fixture
def managed(hub: FastAPI, state: State, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The hub with an operator, on both databases."""
    monkeypatch.setitem(hub.state._state, "database", state)
    monkeypatch.setitem(hub.state._state, "operator", Operator(HASHED))
    return hub


@pytest.fixture
def operator() -> Operator:
    """The operator whose password is PASSWORD."""
    return Operator(HASHED)


@pytest.fixture(name="basic")
def basic_header() -> Callable[..., dict[str, str]]:
    """``basic(password, user)``: the header of Basic authentication; the right one unless given."""
    return basic


def basic(password: str = PASSWORD, user: str = "operator") -> dict[str, str]:
    """The header of Basic authentication."""
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.fixture
def operate(managed: FastAPI, client: Any) -> Callable[..., Any]:
    """Ask as the operator does from the hub's own page: ``operate("POST", "/webhooks", data={...})``."""
    own = type(client)(managed)

    def ask(method: str, path: str, **more: Any) -> Any:
        headers = {**basic(), "origin": "http://hub.test", **more.pop("headers", {})}
        return own.request(method, path, headers=headers, **more)

    return ask

"""What every answer carries, and what no request can do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import FastAPI

from exporterhub.hub.app import make_app
from exporterhub.hub.http.body import PAGE_LIMIT

if TYPE_CHECKING:
    from conftest import Client

PATHS = ["/", "/exporters/redis", "/nope", "/robots.txt", "/api/v1/exporters", "/api/v1/nope", "/api/v1/openapi.json"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["form-action"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert len(headers.get_list("content-security-policy")) == 1


@pytest.mark.parametrize("path", [*PATHS, "/exporters", "/exporters/redis/", "/api/v1/exporters/"])
def test_the_host_header_is_never_repeated(client: Client, path: str) -> None:
    answer = client.get(path, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    assert "evil.example" not in answer.text
    assert "evil.example" not in str(answer.headers)
    assert "location" not in answer.headers


class Endless:
    """A body that never ends and announces nothing; counts what was taken of it."""

    def __init__(self, prefix: bytes = b"") -> None:
        self.prefix = prefix
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.prefix
        while True:
            self.sent += 65536
            yield b"a" * 65536


async def _ask(app: FastAPI, path: str, body: Any, headers: dict[str, str]) -> tuple[int, dict[str, str], int]:
    """One request at the level of ASGI, since httpx reads a whole body before it sends it to an application."""
    taken = 0
    source = body.__aiter__()
    answers: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        chunk = await anext(source)
        taken += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(message: Any) -> None:
        answers.append(dict(message))

    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": pairs,
        "server": ("hub.test", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    await app(scope, receive, send)  # type: ignore[arg-type]
    found = {name.decode(): value.decode() for name, value in answers[0]["headers"]}
    return answers[0]["status"], found, taken


@pytest.mark.parametrize(
    ("path", "prefix", "kind"),
    [
        ("/api/v1/identify", b"", "application/problem+json"),
        ("/paste", b"page=", "text/html; charset=utf-8"),
    ],
)
def test_a_body_is_refused_while_it_is_read(app: FastAPI, path: str, prefix: bytes, kind: str) -> None:
    import asyncio

    headers = {"content-type": "application/x-www-form-urlencoded"}
    status, answered, taken = asyncio.run(_ask(app, path, Endless(prefix), headers))
    assert status == 413
    assert answered["content-type"] == kind
    assert answered["content-security-policy"]
    assert taken <= 3 * PAGE_LIMIT + 2 * 65536


@pytest.mark.parametrize("path", ["/api/v1/identify", "/paste"])
def test_an_announced_length_is_refused_unread(app: FastAPI, path: str) -> None:
    import asyncio

    headers = {"content-length": str(100 * PAGE_LIMIT)}
    status, _, taken = asyncio.run(_ask(app, path, Endless(), headers))
    assert (status, taken) == (413, 0)


class Silent:
    """A body of which nothing comes."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        import asyncio

        await asyncio.Event().wait()
        yield b""


@pytest.mark.parametrize("path", ["/api/v1/identify", "/paste"])
def test_a_body_that_does_not_come_is_given_up(app: FastAPI, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    monkeypatch.setattr("exporterhub.hub.http.body.SECONDS", 0.01)
    status, headers, _ = asyncio.run(_ask(app, path, Silent(), {}))
    assert (status, headers["connection"]) == (408, "close")


def test_only_a_few_pages_are_held_at_once(app: FastAPI, client: Client) -> None:
    with ExitStack() as inside:
        for _ in range(8):
            inside.enter_context(app.state.gate)
        answer = client.post("/api/v1/identify", content=b"a 1\n")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert client.post("/api/v1/identify", content=b"a 1\n").status_code == 200


def test_a_page_of_the_largest_size_is_read(client: Client) -> None:
    line = b"redis_up 1\n"
    page = line + b"#" + b"x" * (PAGE_LIMIT - len(line) - 2) + b"\n"
    assert len(page) == PAGE_LIMIT
    assert client.post("/api/v1/identify", content=page).status_code == 200
    assert client.post("/api/v1/identify", content=page + b"\n").status_code == 413
    assert client.post("/paste", data={"page": page.decode()}).status_code == 200
    assert client.post("/paste", data={"page": page.decode() + "\n"}).status_code == 413


def test_an_unexpected_error_shows_no_traceback(app: FastAPI, client: Client) -> None:
    broken = make_app(app.state.library)

    def fail(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    broken.state.library = type("Broken", (), {"entry": fail, "search": fail, "totals": {}})()
    broken_client = type(client)(broken)
    for path, kind in (("/exporters/redis", "text/html"), ("/api/v1/exporters/redis", "application/problem+json")):
        answer: httpx.Response = broken_client.get(path)
        assert answer.status_code == 500
        assert answer.headers["content-type"].startswith(kind)
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7 * 7 }}", "' or 1=1 --", '" OR *', "NEAR(", "\\"]
)
def test_words_of_a_search_are_only_words(client: Client, evil: str) -> None:
    for path in ("/", "/api/v1/search"):
        answer = client.get(path, params={"q": evil})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x>" not in answer.text
        assert ">49<" not in answer.text

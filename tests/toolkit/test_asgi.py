"""Pages in an ASGI application: what the server of the toolkit would answer."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterable
from typing import Any

import pytest

from exporterhub.exposition import Family, Sample, is_openmetrics
from exporterhub.toolkit import CollectorSource, Page, Runner, Scrape, ScrapeRequest
from exporterhub.toolkit.web.asgi import AsgiPages


class Jobs:
    name = "jobs"

    def __init__(self, *, may_block: bool) -> None:
        self.may_block = may_block

    def collect(self, scrape: Scrape) -> Iterable[Family]:
        samples = tuple(Sample("jobs", {"kind": str(number)}, 1.0) for number in range(100))
        return [Family("jobs", "gauge", "Jobs.", "", samples)]


def ask(pages: AsgiPages, method: str = "GET", path: str = "/metrics", query: str = "", **headers: str) -> Any:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(dict(message))

    async def receive() -> Any:
        raise AssertionError("a body is not read")

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": given}
    asyncio.run(pages(scope, receive, send))
    start, body = sent
    return start["status"], dict(start["headers"]), body["body"]


@pytest.fixture(params=[False, True], ids=["inline", "in a thread"])
def pages(request: pytest.FixtureRequest) -> AsgiPages:
    return AsgiPages({"/metrics": CollectorSource(Runner([Jobs(may_block=request.param)], namespace="app"))})


def test_a_page(pages: AsgiPages) -> None:
    status, headers, body = ask(pages)
    assert (status, headers[b"content-length"]) == (200, str(len(body)).encode())
    assert headers[b"content-type"].startswith(b"text/plain; version=0.0.4")
    assert b'jobs{kind="99"} 1\n' in body


def test_formats_and_compression_are_negotiated(pages: AsgiPages) -> None:
    _, headers, body = ask(pages, accept="application/openmetrics-text;version=1.0.0", accept_encoding="gzip")
    assert is_openmetrics(headers[b"content-type"].decode())
    assert headers[b"content-encoding"] == b"gzip"
    assert gzip.decompress(body).endswith(b"# EOF\n")


def test_head_has_no_body(pages: AsgiPages) -> None:
    status, headers, body = ask(pages, "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers[b"content-length"]) > 0


@pytest.mark.parametrize(
    ("method", "path", "query", "status"),
    [
        ("POST", "/metrics", "", 405),
        ("GET", "/other", "", 404),
        ("GET", "/metrics", "collect[]=nothing", 400),
    ],
)
def test_what_is_refused(pages: AsgiPages, method: str, path: str, query: str, status: int) -> None:
    assert ask(pages, method, path, query)[0] == status


def test_a_defect_is_not_told() -> None:
    class Broken:
        inline = True

        def page(self, request: ScrapeRequest) -> Page:
            raise RuntimeError("secret")

    status, _, body = ask(AsgiPages({"/metrics": Broken()}))
    assert status == 500
    assert b"secret" not in body

"""What is where."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from typing import Any

import pytest

from exporterhub.exposition import TEXT
from exporterhub.toolkit import Refusal
from exporterhub.toolkit.testing import Served


@pytest.fixture
def address(serve: Callable[..., Served], fixed: Any) -> str:
    return serve({"/metrics": fixed(), "/more": fixed(b"more 1\n")}, name="demo").addresses[0]


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/metrics", 200, "up 1\n"),
        ("/metrics?a=b", 200, "up 1\n"),
        ("/more", 200, "more 1\n"),
        ("/-/healthy", 200, "demo is healthy.\n"),
        ("/-/ready", 200, "demo is ready.\n"),
        ("/metrics/", 404, "404 page not found\n"),
        ("/Metrics", 404, "404 page not found\n"),
        ("/-/reload", 404, "404 page not found\n"),
        ("/-/quit", 404, "404 page not found\n"),
        ("/debug/pprof/", 404, "404 page not found\n"),
        ("/favicon.ico", 404, "404 page not found\n"),
    ],
)
def test_paths(address: str, tools: Any, path: str, status: int, text: str) -> None:
    answer = tools.fetch(address, path)
    assert (answer.status, answer.text) == (status, text)


@pytest.mark.parametrize("path", ["/", "/metrics", "/-/healthy", "/-/ready"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_reading_is_allowed(address: str, tools: Any, path: str, method: str) -> None:
    answer = tools.fetch(address, path, method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_an_unknown_path_is_404_whatever_the_method(address: str, tools: Any) -> None:
    assert tools.fetch(address, "/nowhere", method="POST").status == 404


@pytest.mark.parametrize("path", ["/", "/metrics", "/-/healthy", "/nowhere"])
def test_head_is_get_without_the_body(address: str, tools: Any, path: str) -> None:
    get, head = tools.fetch(address, path), tools.fetch(address, path, method="HEAD")
    changing = {"date"}
    assert head.body == b""
    assert head.status == get.status
    assert {k: v for k, v in head.headers.items() if k not in changing} == {
        k: v for k, v in get.headers.items() if k not in changing
    }
    assert int(head.headers["content-length"]) == len(get.body)


def test_the_content_type_is_whole_and_the_server_does_not_name_itself(address: str, tools: Any) -> None:
    headers = tools.fetch(address).headers
    assert headers["content-type"] == TEXT
    assert set(headers) == {"content-type", "content-length", "date"}


def test_the_date_is_that_of_rfc_9110(address: str, tools: Any) -> None:
    from email.utils import parsedate_to_datetime

    date = tools.fetch(address).headers["date"]
    assert parsedate_to_datetime(date).strftime("%a, %d %b %Y %H:%M:%S GMT") == date


@pytest.mark.parametrize(
    ("accepted", "packed"), [("gzip", True), ("GZIP;q=0.5, br", True), ("gzip;q=0", False), ("br", False), ("*", True)]
)
def test_gzip_where_it_is_wanted(
    serve: Callable[..., Served], fixed: Any, tools: Any, accepted: str, packed: bool
) -> None:
    body = b"some_metric 1\n" * 1000
    answer = tools.fetch(serve(fixed(body)).addresses[0], headers={"Accept-Encoding": accepted})
    assert ("content-encoding" in answer.headers) is packed
    assert (gzip.decompress(answer.body) if packed else answer.body) == body
    assert int(answer.headers["content-length"]) == len(answer.body)


@pytest.mark.parametrize(
    ("told", "timeout"),
    [
        ("10", 9.5),
        ("0.5", 0.25),
        ("1", 0.5),
        ("", 9.5),
        ("nan", 9.5),
        ("-3", 9.5),
        ("inf", 9.5),
        ("x", 9.5),
        ("1e9", 3600),
    ],
)
def test_the_scrapers_timeout_is_used(
    serve: Callable[..., Served], fixed: Any, tools: Any, told: str, timeout: float
) -> None:
    source = fixed()
    headers = {"X-Prometheus-Scrape-Timeout-Seconds": told} if told else {}
    tools.fetch(serve(source).addresses[0], headers=headers)
    assert source.asked[0].timeout == timeout


def test_the_query_and_accept_reach_the_source(serve: Callable[..., Served], fixed: Any, tools: Any) -> None:
    source = fixed()
    tools.fetch(serve(source).addresses[0], "/metrics?collect[]=a&collect%5B%5D=b%2Bc&x=", {"Accept": "text/plain"})
    assert source.asked[0].query == {"collect[]": ["a", "b+c"], "x": [""]}
    assert source.asked[0].accept == "text/plain"


def test_thousands_of_parameters_are_refused(address: str, tools: Any) -> None:
    assert tools.fetch(address, "/metrics?" + "a=b&" * 3000).status == 400


@pytest.mark.parametrize("inline", [True, False])
def test_a_source_that_fails_tells_the_log_only(
    serve: Callable[..., Served], fixed: Any, tools: Any, inline: bool, caplog: pytest.LogCaptureFixture
) -> None:
    source = fixed(inline=inline)
    source.page = lambda _request: 1 / 0
    running = serve(source)
    for _ in range(3):  # and the thread is still there
        answer = tools.fetch(running.addresses[0])
        assert answer.status == 500
        assert "division" not in answer.text
    assert "ZeroDivisionError: division by zero" in str([record.__dict__.get("fields") for record in caplog.records])


def test_a_source_refuses(serve: Callable[..., Served], fixed: Any, tools: Any) -> None:
    source = fixed()

    def refuse(_request: Any) -> Any:
        raise Refusal(400, "there is no collector 'x'")

    source.page = refuse
    answer = tools.fetch(serve(source).addresses[0])
    assert (answer.status, answer.text) == (400, "there is no collector 'x'\n")


def test_more_scrapes_than_allowed_get_503(serve: Callable[..., Served], fixed: Any, tools: Any) -> None:
    release = threading.Event()
    source = fixed(inline=False)
    page = source.page

    def wait(request: Any) -> Any:
        release.wait(20)
        return page(request)

    source.page = wait
    running = serve(source, max_requests=2)
    threads = [threading.Thread(target=tools.fetch, args=(running.addresses[0],)) for _ in range(2)]
    try:
        for thread in threads:
            thread.start()
        tools.until(lambda: running.server._handler._under_way == 2)
        assert tools.fetch(running.addresses[0]).status == 503
        assert tools.fetch(running.addresses[0], "/-/healthy").status == 200
    finally:
        release.set()
        for thread in threads:
            thread.join(20)
    assert tools.fetch(running.addresses[0]).status == 200


def test_not_ready_is_503(serve: Callable[..., Served], fixed: Any, tools: Any) -> None:
    running = serve(fixed(), name="demo", ready=lambda: False)
    answer = tools.fetch(running.addresses[0], "/-/ready")
    assert (answer.status, answer.text) == (503, "demo is not ready.\n")
    assert tools.fetch(running.addresses[0], "/-/healthy").status == 200

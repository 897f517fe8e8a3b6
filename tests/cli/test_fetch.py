"""Pages from servers: what is asked, and what is refused."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from exporterhub.cli._fetch import fetch
from exporterhub.cli._sources import complete, served
from exporterhub.errors import BadInput, Missing

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A server that answers every request with ``answer``; gives its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *args: object) -> None:
            """Silence."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_address[1]}/metrics"
        finally:
            http.shutdown()
            thread.join()


def page(body: bytes, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


@pytest.fixture(autouse=True)
def without_proxies(work: object) -> None:
    """``work`` takes them out of the environment."""


def test_the_request_is_that_of_prometheus() -> None:
    seen: dict[str, str] = {}

    def answer(request: BaseHTTPRequestHandler) -> None:
        seen.update(request.headers.items())
        page(b"up 1\n", Content_Type="text/plain; version=0.0.4")(request)

    with serving(answer) as url:
        got = fetch(url, seconds=5)
    assert got == (url, b"up 1\n", "text/plain; version=0.0.4")
    assert seen["Accept"].startswith("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,")
    assert seen["Accept-Encoding"] == "gzip"
    assert seen["X-Prometheus-Scrape-Timeout-Seconds"] == "5"
    assert seen["User-Agent"].startswith("exporterhub/")


def test_a_page_that_is_too_long_is_refused() -> None:
    with serving(page(b"x" * 3000)) as url, pytest.raises(BadInput, match="sends more than"):
        fetch(url, limit=2000)


def test_a_page_that_unpacks_to_too_much_is_refused() -> None:
    with serving(page(gzip.compress(b"x" * 10**7), Content_Encoding="gzip")) as url:
        assert len(fetch(url).body) == 10**7
        with pytest.raises(BadInput, match="reading was stopped"):
            fetch(url, limit=10**6)


def test_what_is_not_gzip_is_refused() -> None:
    with serving(page(b"plain", Content_Encoding="gzip")) as url, pytest.raises(BadInput, match="incorrect header"):
        fetch(url)


def test_a_server_that_does_not_answer_is_left() -> None:
    done = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        done.wait(30)

    with serving(answer) as url:
        try:
            with pytest.raises(Missing, match=r"did not answer within 0.05 s") as raised:
                fetch(url, seconds=0.05)
        finally:
            done.set()
    assert "--timeout" in raised.value.remedy


def test_a_server_that_sends_byte_by_byte_is_left() -> None:
    gone = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            while not gone.wait(0.01):
                request.wfile.write(b"a")
        except OSError:
            pass

    with serving(answer) as url:
        try:
            with pytest.raises(Missing, match="did not answer within"):
                fetch(url, seconds=0.2)
        finally:
            gone.set()


def test_nobody_there() -> None:
    with serving(page(b"")) as url:
        pass
    with pytest.raises(Missing, match=r"refused|attempts failed"):
        fetch(url)


def test_a_circle_of_redirects_is_refused() -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", "/metrics")
        request.send_header("Content-Length", "0")
        request.end_headers()

    with serving(answer) as url, pytest.raises(BadInput, match="redirect"):
        fetch(url)


@pytest.mark.parametrize("url", ["http://host:port/metrics", "http://127.0.0.1:99999/metrics", "http://\x00/"])
def test_a_wrong_address_is_bad_input(url: str) -> None:
    with pytest.raises((BadInput, Missing)) as raised:
        fetch(url, seconds=1)
    assert raised.value.message


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("localhost:9121", "http://localhost:9121/metrics"),
        ("http://db1:9187", "http://db1:9187/metrics"),
        ("https://db1/", "https://db1/metrics"),
        ("db1:9115/probe?target=a", "http://db1:9115/probe?target=a"),
        ("http://db1/?target=a", "http://db1/metrics?target=a"),
        ("[::1]:9100", "http://[::1]:9100/metrics"),
    ],
)
def test_addresses_are_completed(text: str, url: str) -> None:
    assert complete(text) == url


@pytest.mark.parametrize(
    ("content_type", "fine"),
    [
        ("text/plain; version=0.0.4; charset=utf-8", True),
        ("TEXT/PLAIN", True),
        ("application/openmetrics-text; version=1.0.0", True),
        ("", False),
        (None, False),
        ("text/html; charset=utf-8", False),
        ("application/json", False),
    ],
)
def test_content_types(content_type: str | None, fine: bool) -> None:
    source = served("http://a/metrics", b"# TYPE a gauge\na 1\n# EOF\n", content_type)
    assert [finding.id for finding in source.findings] == ([] if fine else ["scrape/content-type"])
    if not fine:
        assert source.content_type is not None
        assert source.content_type.startswith("application/openmetrics-text")

"""Requests from bytes, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporterhub.toolkit.web.reader import Reader

LIMIT = 1000


def read(*pieces: bytes, limit: int = LIMIT) -> Reader:
    reader = Reader(limit)
    for piece in pieces:
        reader.feed(piece)
    return reader


def test_a_request_is_read() -> None:
    reader = read(b"GET /metrics?a=1&a=2 HTTP/1.1\r\nHost: x\r\nACCEPT: a\r\naccept: b\r\n\r\n")
    (request,) = reader.ready
    assert request[:3] == ("GET", "/metrics", "a=1&a=2")
    assert request.header(b"accept") == "a, b"
    assert request.header(b"missing") == ""
    assert request.keep_alive
    assert (reader.refused, reader.within, reader.last) == (None, False, False)


def test_a_request_comes_in_single_bytes() -> None:
    text = b"GET /a%20b HTTP/1.1\r\nHost: x\r\nX: y\r\n\r\n"
    reader = read(*(text[i : i + 1] for i in range(len(text) - 1)))
    assert reader.within
    assert not reader.ready
    reader.feed(text[-1:])
    assert not reader.within
    assert reader.ready[0].path == "/a b"


def test_several_requests_at_once_are_read_in_order() -> None:
    one = b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n"
    reader = read(b"".join(one % number for number in range(50)))
    assert [request.path for request in reader.ready] == [f"/{number}" for number in range(50)]


@pytest.mark.parametrize(
    ("head", "keeps"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n", False),
        (b"GET / HTTP/1.0\r\n", False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n", True),
    ],
)
def test_whether_the_connection_stays(head: bytes, keeps: bool) -> None:
    assert read(head + b"\r\n").ready[0].keep_alive is keeps


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 5\r\n\r\nhello",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Trailer: y\r\n\r\n",
    ],
)
def test_a_body_is_not_read_and_ends_the_connection(body: bytes) -> None:
    reader = read(b"POST / HTTP/1.1\r\nHost: x\r\n" + body + b"GET /second HTTP/1.1\r\nHost: x\r\n\r\n")
    (request,) = reader.ready
    assert (request.method, request.keep_alive, reader.last) == ("POST", False, True)
    assert request.header(b"x-trailer") == ""
    assert reader.refused is None


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),  # a TLS handshake
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),  # no Host
        (b"GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /" + b"a" * LIMIT + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * LIMIT + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * LIMIT + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 2 * LIMIT, 431),  # and it never ends
    ],
)
def test_what_is_no_request_is_refused(data: bytes, status: int) -> None:
    reader = read(data)
    assert reader.refused is not None
    assert reader.refused.status == status
    assert reader.last
    assert not reader.ready


def test_requests_before_a_bad_one_are_answered_first() -> None:
    reader = read(b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n")
    assert [request.path for request in reader.ready] == ["/1"]
    assert reader.refused is not None


def test_an_absolute_address_is_a_path() -> None:
    reader = read(b"GET http://x:1/metrics?a=b HTTP/1.1\r\nHost: x\r\n\r\n")
    assert reader.ready[0][1:3] == ("/metrics", "a=b")


def test_an_upgrade_is_answered_as_if_it_were_not_there() -> None:
    reader = read(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    assert reader.ready[0].path == "/metrics"


def test_a_header_over_the_limit_does_not_fill_the_memory() -> None:
    reader = read(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
    fed = 0
    while reader.refused is None:
        reader.feed(b"a" * 100)
        fed += 100
    assert fed <= LIMIT


@given(st.lists(st.binary(max_size=60), max_size=8), st.sampled_from([b"", b"GET / HTTP/1.1\r\nHost: x\r\n", b"GET "]))
def test_any_bytes_are_requests_or_refused(pieces: list[bytes], beginning: bytes) -> None:
    reader = read(beginning, *pieces)
    assert len(reader.ready) <= sum(map(len, pieces)) + 1
    assert reader.refused is None or reader.last
    for request in reader.ready:
        assert request.path.startswith("/")

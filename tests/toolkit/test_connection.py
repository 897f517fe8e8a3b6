"""Connections on real sockets: time, size and number of what a peer may do."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from exporterhub.toolkit.testing import Served

GET = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def served(serve: Callable[..., Served], fixed: Any) -> Callable[..., Served]:
    def start(body: bytes = b"up 1\n", *, inline: bool = True, **limits: float) -> Served:
        return serve(fixed(body, inline=inline), limits=limits)

    return start


@pytest.mark.parametrize("inline", [True, False])
def test_requests_in_one_packet_are_answered_in_order(served: Any, tools: Any, inline: bool) -> None:
    with tools.dial(served(inline=inline).addresses[0]) as sock:
        sock.sendall(GET * 200 + b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answers = tools.read_all(sock)
    assert answers.count(b"HTTP/1.1 200 OK") == 200
    assert answers.rpartition(b"HTTP/1.1 ")[2].startswith(b"404")


def test_a_silent_client_is_closed(served: Any, tools: Any) -> None:
    with tools.dial(served(request=0.2).addresses[0]) as sock:
        assert tools.read_all(sock) == b""


def test_a_slow_request_gets_408(served: Any, tools: Any) -> None:
    with tools.dial(served(request=0.2).addresses[0]) as sock:
        sock.sendall(b"GET /metrics HTTP/1.1\r\nHost")
        assert tools.read_all(sock).startswith(b"HTTP/1.1 408 Request Timeout")


def test_dripping_bytes_do_not_extend_the_deadline(served: Any, tools: Any) -> None:
    with tools.dial(served(request=0.3).addresses[0]) as sock:
        sock.settimeout(0.02)
        text = iter(b"GET /metrics HTTP/1.1\r\nX: " + b"a" * 100_000)
        answer = b""
        while not answer:
            sock.sendall(bytes([next(text)]))
            try:
                answer = sock.recv(1000)
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408")


def test_an_idle_connection_is_closed_and_a_used_one_stays(served: Any, tools: Any) -> None:
    with tools.dial(served(idle=0.3, request=0.1).addresses[0]) as sock:
        for _ in range(3):
            sock.sendall(GET)
            assert sock.recv(65536).startswith(b"HTTP/1.1 200")
        assert tools.read_all(sock) == b""


def test_a_client_that_does_not_read_is_closed(served: Any, tools: Any) -> None:
    running = served(b"x 1\n" * 8_000_000, write=0.3)
    with tools.dial(running.addresses[0]) as sock:
        sock.sendall(GET)
        tools.until(lambda: running.server._open, "the connection")
        tools.until(lambda: not running.server._open, "the end of the connection")


def test_a_client_that_reads_slowly_gets_all(served: Any, tools: Any) -> None:
    body = b"x 1\n" * 2_000_000
    with tools.dial(served(body).addresses[0]) as sock:
        sock.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert tools.read_all(sock).endswith(b"\r\n\r\n" + body)


def test_a_client_may_close_its_side_after_the_request(served: Any, tools: Any) -> None:
    with tools.dial(served(inline=False).addresses[0]) as sock:
        sock.sendall(GET)
        sock.shutdown(socket.SHUT_WR)
        assert tools.read_all(sock).endswith(b"up 1\n")


def test_the_answer_to_an_unread_body_arrives(served: Any, tools: Any) -> None:
    with tools.dial(served().addresses[0]) as sock:
        sock.sendall(b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" + b"x" * 3_000_000)
        answer = tools.read_all(sock)
    assert answer.startswith(b"HTTP/1.1 405 Method Not Allowed")
    assert b"\r\nConnection: close\r\n" in answer


def test_a_long_header_gets_431(served: Any, tools: Any) -> None:
    with tools.dial(served(head=1000).addresses[0]) as sock:
        sock.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 5000 + b"\r\n\r\n")
        assert tools.read_all(sock).startswith(b"HTTP/1.1 431")


def test_at_the_cap_the_idlest_connection_makes_room(served: Any, tools: Any) -> None:
    address = served(connections=3).addresses[0]
    idle = [tools.dial(address) for _ in range(3)]
    try:
        for sock in idle:
            sock.sendall(GET)
            assert sock.recv(65536).startswith(b"HTTP/1.1 200")
        assert tools.fetch(address).status == 200
        assert tools.read_all(idle[0]) == b""  # the one that has been idle longest
        idle[2].sendall(GET)
        assert idle[2].recv(65536).startswith(b"HTTP/1.1 200")
    finally:
        for sock in idle:
            sock.close()


def test_connections_that_are_being_answered_are_not_cut(serve: Callable[..., Served], fixed: Any, tools: Any) -> None:
    import threading

    release = threading.Event()
    source = fixed(inline=False)
    page = source.page

    def wait(request: Any) -> Any:
        release.wait(20)
        return page(request)

    source.page = wait
    running = serve(source, limits={"connections": 2})
    busy = [tools.dial(running.addresses[0]) for _ in range(2)]
    try:
        for sock in busy:
            sock.sendall(GET)
        tools.until(lambda: running.server._handler._under_way == 2)
        with tools.dial(running.addresses[0]) as late:
            assert tools.read_all(late) == b""
        release.set()
        assert all(sock.recv(65536).startswith(b"HTTP/1.1 200") for sock in busy)
    finally:
        release.set()
        for sock in busy:
            sock.close()


def test_a_client_that_goes_away_while_it_is_answered_does_no_harm(
    serve: Callable[..., Served], fixed: Any, tools: Any
) -> None:
    import threading

    release = threading.Event()
    source = fixed(inline=False)
    page = source.page

    def wait(request: Any) -> Any:
        release.wait(20)
        return page(request)

    source.page = wait
    running = serve(source)
    with tools.dial(running.addresses[0]) as sock:
        sock.sendall(GET)
        tools.until(lambda: running.server._handler._under_way == 1)
    release.set()
    tools.until(lambda: running.server._handler._under_way == 0)
    assert tools.fetch(running.addresses[0]).status == 200

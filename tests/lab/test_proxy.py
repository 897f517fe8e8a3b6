"""The proxy between two programs of a lab, on real sockets."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from exporterhub.lab._proxy import Proxy


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that says back what it hears."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        def answer(connection: socket.socket) -> None:
            with connection, contextlib.suppress(OSError):
                while piece := connection.recv(100):
                    connection.sendall(piece)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
        return number


def ask(port: int, seconds: float = 10.0) -> tuple[bytes, float]:
    """What comes back, and after how many seconds."""
    begin = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(b"hello")
        return connection.recv(100), time.monotonic() - begin


def test_it_passes_on_and_is_slow_when_told(echo: int, port: int) -> None:
    proxy = Proxy(port, echo)
    assert ask(port)[0] == b"hello"
    proxy.delay = 0.1
    answer, seconds = ask(port)
    assert answer == b"hello"
    assert seconds >= 0.2  # there and back
    proxy.cut()


def test_cut_closes_what_is_open_and_refuses_what_comes(echo: int, port: int) -> None:
    proxy = Proxy(port, echo)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"hello")
        assert connection.recv(100) == b"hello"
        proxy.cut()
        assert connection.recv(100) == b""
    with pytest.raises(ConnectionRefusedError):
        ask(port)
    proxy.mend()
    assert ask(port)[0] == b"hello"
    proxy.cut()


def test_hang_says_nothing(echo: int, port: int) -> None:
    proxy = Proxy(port, echo)
    proxy.hang = True
    with pytest.raises(TimeoutError):
        ask(port, 0.3)
    proxy.mend()
    assert ask(port)[0] == b"hello"
    proxy.cut()

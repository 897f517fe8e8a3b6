"""Addresses to listen on, and sockets that systemd passes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from exporterhub.errors import BadInput
from exporterhub.toolkit.testing import Served
from exporterhub.toolkit.web.listen import activated, listen, split

IPV6 = socket.has_dualstack_ipv6()


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        (":9100", ("", 9100)),
        ("127.0.0.1:0", ("127.0.0.1", 0)),
        ("localhost:65535", ("localhost", 65535)),
        ("[::1]:9100", ("::1", 9100)),
        ("[::]:9100", ("::", 9100)),
    ],
)
def test_addresses(address: str, parts: tuple[str, int]) -> None:
    assert split(address) == parts


@pytest.mark.parametrize(
    "address",
    [
        "",
        "9100",
        "localhost",
        ":",
        ":x",
        ":-1",
        ":65536",
        "::1:9100",
        "[::1]",
        "http://localhost:9100",
        "vsock://:9100",
        ":١",
    ],
)
def test_malformed_addresses(address: str) -> None:
    with pytest.raises(BadInput, match="is no address to listen on"):
        split(address)


def test_one_address_that_is_taken_leaves_none_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as free:
        port, other = taken.getsockname()[1], free.getsockname()[1]
        free.close()
        with pytest.raises(BadInput, match=rf"cannot listen on 127\.0\.0\.1:{port}: Address already in use"):
            listen([f"127.0.0.1:{other}", f"127.0.0.1:{port}"])
        socket.create_server(("127.0.0.1", other)).close()


def test_a_name_that_does_not_resolve() -> None:
    with pytest.raises(BadInput, match=r"cannot listen on nowhere\.invalid:1"):
        listen(["nowhere.invalid:1"])


def test_no_address_at_all() -> None:
    with pytest.raises(BadInput, match="no address to listen on"):
        listen([])


def test_several_addresses_of_both_families(serve: Callable[..., Served], fixed: Any, tools: Any) -> None:
    wanted = ("127.0.0.1:0", "localhost:0", *(("[::1]:0",) if IPV6 else ()))
    running = serve(fixed(), listen=wanted)
    assert len(running.addresses) == len(wanted)
    assert all(tools.fetch(address).status == 200 for address in running.addresses)


def test_a_port_alone_is_all_addresses(serve: Callable[..., Served], fixed: Any, tools: Any) -> None:
    (address,) = serve(fixed(), listen=(":0",)).addresses
    port = address.rpartition(":")[2]
    assert tools.fetch(f"127.0.0.1:{port}").status == 200
    if IPV6:
        assert address.startswith("[::]:")
        assert tools.fetch(f"[::1]:{port}").status == 200


@pytest.mark.skipif(not IPV6, reason="needs IPv6")
def test_the_ipv6_wildcard_is_ipv6_only(serve: Callable[..., Served], fixed: Any, tools: Any) -> None:
    (address,) = serve(fixed(), listen=("[::]:0",)).addresses
    port = address.rpartition(":")[2]
    assert tools.fetch(f"[::1]:{port}").status == 200
    with pytest.raises(OSError, match=r"refused|timed out"):
        tools.dial(f"127.0.0.1:{port}")


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"LISTEN_FDS": "1"},
        {"LISTEN_PID": "1", "LISTEN_FDS": "1"},
        {"LISTEN_PID": "self", "LISTEN_FDS": "0"},
        {"LISTEN_PID": "self", "LISTEN_FDS": "x"},
    ],
)
def test_no_sockets_from_systemd(environ: dict[str, str]) -> None:
    if environ.get("LISTEN_PID") == "self":
        environ["LISTEN_PID"] = str(os.getpid())
    with pytest.raises(BadInput, match="systemd passed no sockets"):
        activated(environ)
    assert environ == {}


ACTIVATED = """
import os, sys
for target, number in enumerate(sys.argv[1:], 3):  # as systemd passes them
    os.dup2(int(number), target)
os.environ["LISTEN_PID"] = str(os.getpid())
from exporterhub.toolkit import Page, WebOptions, serve
class Source:
    inline = True
    def page(self, request): return Page(("LISTEN_FDS" in os.environ).__str__().encode())
from exporterhub.toolkit import logs
logs.setup()
raise SystemExit(serve(Source(), WebOptions(listen=(":1",), systemd_socket=True)))
"""


def test_sockets_from_systemd(tools: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        ports = [sock.getsockname()[1] for sock in (first, second)]
        numbers = [os.dup(first.fileno()), os.dup(second.fileno())]
        process = subprocess.Popen(
            [sys.executable, "-c", ACTIVATED, *map(str, numbers)], pass_fds=numbers, stderr=subprocess.PIPE,
            env={**os.environ, "LISTEN_FDS": "2", "LISTEN_FDNAMES": "a:b"},
        )  # fmt: skip
        for number in numbers:
            os.close(number)
    try:
        for port in ports:
            assert tools.fetch(f"127.0.0.1:{port}").text == "False"
    finally:
        process.terminate()
        _, told = process.communicate(timeout=20)
    assert process.returncode == 0, told
    assert b'msg="Listening on" address=127.0.0.1:%d' % ports[1] in told

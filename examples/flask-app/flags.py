"""What the example's commands can be told, and the addresses they listen on."""

from __future__ import annotations

import argparse
import contextlib
import socket
import sys
from collections.abc import Iterator

LISTEN = "127.0.0.1:8080"
METRICS_LISTEN = "127.0.0.1:8000"

Address = tuple[str, int]


def parser(description: str | None) -> argparse.ArgumentParser:
    """The flags of the application. Its defaults reach this machine only."""
    flags = argparse.ArgumentParser(description=(description or "").partition("\n")[0], allow_abbrev=False)
    flags.add_argument(
        "--listen", type=address, default=LISTEN, metavar="HOST:PORT", help=f"the application (default {LISTEN})"
    )
    flags.add_argument(
        "--metrics-listen",
        type=address,
        default=METRICS_LISTEN,
        metavar="HOST:PORT",
        help=f"its metrics (default {METRICS_LISTEN})",
    )
    flags.add_argument(
        "--failure-rate", type=ratio, default=0.1, metavar="0..1", help="part of the requests that fail (default 0.1)"
    )
    flags.add_argument("--seed", type=int, metavar="N", help="fail in the same order on each start")
    return flags


def ratio(text: str) -> float:
    """A number from 0 to 1."""
    with contextlib.suppress(ValueError):
        if 0 <= (value := float(text)) <= 1:
            return value
    raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1, such as 0.1")


def address(text: str) -> Address:
    """``HOST:PORT``; port 0 takes a free one."""
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, such as {LISTEN} or [::1]:8080")
    return host.removeprefix("[").removesuffix("]"), int(port)


def join(host: str, port: int) -> str:
    """The address as it is written in a URL."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def bind(where: Address) -> socket.socket:
    """A socket at the address; it does not listen yet when a server takes it over."""
    with listening("--listen", where):
        family, *_ = socket.getaddrinfo(*where, type=socket.SOCK_STREAM)[0]
        return socket.create_server(where, family=family)


@contextlib.contextmanager
def listening(flag: str, where: Address) -> Iterator[None]:
    """End with exit code 2 and words where the address of ``flag`` cannot be listened on."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0]
        print(f"cannot listen on {join(*where)}: {reason}; choose another address with {flag}", file=sys.stderr)
        raise SystemExit(2) from None

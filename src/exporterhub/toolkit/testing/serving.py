"""A real server for a test: on a free port of the loopback address, in a thread, gone afterwards."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from ..options import WebOptions
from ..source import Source

if TYPE_CHECKING:
    from ..web.server import Server

__all__ = ["Served", "serving"]

_DEADLINE = 30.0


class Served(NamedTuple):
    """A server at work. ``addresses`` are ``host:port``; ``url`` is that of the first, with its scheme."""

    addresses: list[str]
    url: str
    server: Server


@contextmanager
def serving(sources: Source | Mapping[str, Source], options: WebOptions | None = None) -> Iterator[Served]:
    """Serve within the block. ``options.listen`` is 127.0.0.1 and a free port unless it is given."""
    from ..web.run import make_server

    options = options or WebOptions()
    if not options.listen:
        options = options._replace(listen=("127.0.0.1:0",))
    server = make_server(sources, options)
    addresses = server.addresses
    thread = threading.Thread(target=server.run, name="server", daemon=True)
    thread.start()
    try:
        if not server.started.wait(_DEADLINE):
            raise AssertionError("the server did not start")
        scheme = "https" if server.secured else "http"
        yield Served(addresses, f"{scheme}://{addresses[0]}", server)
    finally:
        server.stop()
        thread.join(_DEADLINE)
        if thread.is_alive():
            raise AssertionError("the server did not end")

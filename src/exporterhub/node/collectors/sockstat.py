"""Sockets in use and the memory they hold (``/proc/net/sockstat``, ``/proc/net/sockstat6``)."""

from __future__ import annotations

import mmap

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import PLAIN, int_text
from exporterhub.node.text import Fields, Metric

KNOWN = (b"inuse", b"orphan", b"tw", b"alloc", b"mem", b"memory")
PAGE = mmap.PAGESIZE


class Collector(Base):
    """Reads both files; a kernel may lack either protocol."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._files = [File(self.paths.proc(f"net/{name}"), whole=True) for name in ("sockstat", "sockstat6")]
        self._emit = Fields(metric)

    def page(self) -> bytes:
        """One gauge for each protocol and state."""
        found: dict[bytes, bytes] = {}
        for file in self._files:
            try:
                found.update(parse(file.read()))
            except FileNotFoundError:
                self.log.debug("this kernel does not count them", path=file.path)
        return self._emit.render(found)


def parse(data: bytes) -> dict[bytes, bytes]:
    """``TCP: inuse 4 mem 2`` is ``TCP_inuse``, ``TCP_mem`` (pages) and ``TCP_mem_bytes``.

    Raises:
        ValueError: a line is not made of names and numbers.
    """
    found: dict[bytes, bytes] = {}
    for line in data.split(b"\n"):
        protocol, *words = line.split() or [b""]
        if len(words) % 2 or (protocol and not words):
            raise ValueError(f"malformed line in sockstat: {line!r}")
        pairs = dict(zip(words[::2], words[1::2], strict=True))
        name = protocol.removesuffix(b":")
        if name == b"sockets":
            found[b"sockets_used"] = PLAIN[pairs.get(b"used", b"0")]
            continue
        if not name:
            continue
        pairs.setdefault(b"inuse", b"0")
        found.update((name + b"_" + key, PLAIN[pairs[key]]) for key in KNOWN if key in pairs)
        if b"mem" in pairs:
            found[name + b"_mem_bytes"] = int_text(int(pairs[b"mem"]) * PAGE)
    return found


def metric(key: bytes) -> Metric:
    """The family of one number."""
    name = key.decode()
    if name == "sockets_used":
        return Metric("node_sockstat_sockets_used", "gauge", "Number of IPv4 sockets in use.")
    protocol, _, state = name.partition("_")
    return Metric(f"node_sockstat_{name}", "gauge", f"Number of {protocol} sockets in state {state}.")

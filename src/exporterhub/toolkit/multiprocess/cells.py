"""Counting that costs next to nothing, in files that ``values`` reads: for paths where the library's own is too dear.

A cell is a double in memory that all processes see; adding to it is one store, where the library takes a lock, looks a
key up and packs two doubles. The memory is a file of ``prometheus_client``'s multiprocess mode: its length in use, then
entries of a key (JSON, padded to 8 bytes), the value, and a time.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
from collections.abc import Mapping
from pathlib import Path

from .values import Key, Value, Values

__all__ = ["Cells"]

_SIZE = 128 << 10


class Cells:
    """The cells of one type of metric in this process: ``cells.memory[cells.cell(...)] += 1``.

    Only one thread may change a cell, or all of them under a lock. Make it in the process that counts: a process that
    is forked from it would count in the same file.

    Args:
        kind: ``counter``, ``histogram`` (whose buckets are kept one by one, not cumulated), ``summary`` or ``gauge``.
        mode: a gauge's mode, as the library has them: ``livesum``, ``livemin`` ...
        folder: where the file goes; memory of this process alone unless given.
        size: bytes. All of them are taken at once, so that a disk that fills up later cannot end the process.

    Raises:
        OSError: the file cannot be written.
    """

    def __init__(self, kind: str, mode: str = "", *, folder: Path | None = None, size: int = _SIZE) -> None:
        self._kind = kind
        self._mode = mode
        self._map = _mapped(folder / _name(kind, mode), size) if folder else bytearray(size)
        self._end = size - 8
        self._places: dict[str, int] = {}
        self._used = 8
        self._lock = threading.Lock()
        self._map[:4] = struct.pack("i", self._used)
        self.memory: memoryview[float] = memoryview(self._map).cast("d")

    def cell(self, family: str, sample: str, labels: Mapping[str, str], text: str) -> int:
        """The place of a sample in ``memory``; ``family`` is without ``_total``, ``text`` its help.

        Where there is no room for one more, the place is that of a cell which nobody reads.
        """
        from prometheus_client.mmap_dict import mmap_key

        key = mmap_key(family, sample, list(labels), list(labels.values()), text)
        with self._lock:
            if key not in self._places:
                self._places[key] = self._added(key.encode())
            return self._places[key]

    def values(self) -> Values:
        """What this process counted."""
        pid = os.getpid() if self._mode in ("all", "liveall") else 0
        with self._lock:
            places = list(self._places.items())
        last = self._end // 8
        return {
            Key(self._kind, self._mode, key, pid): Value(self.memory[place]) for key, place in places if place != last
        }

    def _added(self, key: bytes) -> int:
        padded = key + b" " * (8 - (len(key) + 4) % 8)
        entry = struct.pack(f"i{len(padded)}sdd", len(key), padded, 0.0, 0.0)
        end = self._used + len(entry)
        if end > self._end:
            return self._end // 8
        self._map[self._used : end] = entry
        self._map[:4] = struct.pack("i", end)  # last: until then a reader does not see the entry
        self._used = end
        return (end - 16) // 8


def _name(kind: str, mode: str) -> str:
    return f"{kind}_{mode}_{os.getpid()}.db" if mode else f"{kind}_{os.getpid()}.db"


def _mapped(path: Path, size: int) -> mmap.mmap:
    with path.open("w+b") as file:
        file.write(bytes(size))
        file.flush()
        return mmap.mmap(file.fileno(), size)

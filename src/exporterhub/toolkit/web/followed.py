"""A value made from files, made again when one of them changed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar, cast

__all__ = ["Followed"]

T = TypeVar("T")

_RACY = 2.0  # seconds; a file may change twice within one tick of its file system's clock, without a trace
_Stamp = tuple[object, ...]


class Followed(Generic[T]):
    """``get`` calls ``make``, which gives a value and the files it was made from, when one of those has changed since.

    A file is known by time, size and inode. While a file is younger than two seconds that is not enough (as in Git's
    "racily clean" index), so the value is then made at each call. While ``make`` raises, it is tried again at each
    call; ``on_error`` hears of an error once.
    """

    def __init__(
        self,
        make: Callable[[], tuple[T, Iterable[str]]],
        first: Iterable[str],
        *,
        on_error: Callable[[Exception], None] = lambda _: None,
    ) -> None:
        self._make = make
        self._files = tuple(first)
        self._on_error = on_error
        self._stamp: _Stamp | None = None
        self._value: T | None = None
        self._said = ""
        self._lock = threading.Lock()

    def get(self) -> T:
        """The value as of now."""
        with self._lock:
            if self._stamp is None or self._stamp != _stamp(self._files):
                self._refresh()
            return cast("T", self._value)

    def _refresh(self) -> None:
        before = _stamp(self._files)
        try:
            self._value, files = self._make()
        except Exception as error:
            self._stamp = None
            if str(error) != self._said:
                self._said = str(error)
                self._on_error(error)
            raise
        self._said = ""
        self._files = tuple(files)
        after = _stamp(self._files)
        same = before == after or len(before) != len(after)
        self._stamp = after if same and not _young(after) else None


def _stamp(files: Iterable[str]) -> _Stamp:
    return tuple(_stamp_of(name) for name in files)


def _stamp_of(name: str) -> tuple[int, ...] | None:
    try:
        found = os.stat(name)  # noqa: PTH116 - at every request; pathlib costs more than the call
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev


def _young(stamp: _Stamp) -> bool:
    limit = (time.time() - _RACY) * 1e9
    return any(isinstance(one, tuple) and max(one[0], one[1]) > limit for one in stamp)

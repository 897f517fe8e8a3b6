"""Reading files of ``/proc`` and ``/sys``: the whole of one at once, its descriptor kept open between scrapes.

A file is kept open only where that is the same as opening it anew: the kernel's own files, which are made when they
are read. On any other filesystem (a tree made for a test, an overlay) another file may stand at the same path by now.
"""

from __future__ import annotations

import errno
import os

__all__ = [
    "File",
    "Shared",
    "base_name",
    "exists",
    "is_folder",
    "listing",
    "read",
    "read_text",
    "read_uint",
    "signature",
    "signature_of",
    "size_of",
    "try_read",
]

_SLACK = 1024
_MOST = 256  # descriptors kept, of the 1,024 a process usually may have
_LONGEST = 64 << 20

_open_now = 0


def read(path: str) -> bytes:
    """All of the file. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return _all_of(descriptor, 4096)
    finally:
        os.close(descriptor)


def try_read(path: str) -> bytes | None:
    """All of the file, None where it is not there or gives no answer (drivers answer EIO, EAGAIN, ENODATA ...)."""
    try:
        return read(path)
    except OSError:
        return None


def read_text(path: str) -> str:
    """The file as text, without white space around it. Raises OSError."""
    return os.fsdecode(read(path).strip())


def read_uint(path: str) -> int:
    """The one number in the file. Raises OSError, and ValueError where there is no number."""
    return int(read(path))


# pathlib would cost more than the calls it makes: some collectors ask for hundreds of files in a scrape.


def listing(folder: str) -> list[str]:
    """What is in a folder, in the order of names. Raises OSError."""
    return sorted(os.listdir(folder))  # noqa: PTH208


def is_folder(path: str) -> bool:
    """Whether there is a folder."""
    return os.path.isdir(path)  # noqa: PTH112


def exists(path: str) -> bool:
    """Whether there is anything."""
    return os.path.exists(path)  # noqa: PTH110


def base_name(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def size_of(path: str) -> int:
    """What the kernel says of its size. Raises OSError."""
    return os.stat(path).st_size  # noqa: PTH116


def signature(path: str) -> tuple[int, int, int, int, int]:
    """Changes when the file is written or replaced. Raises OSError."""
    return signature_of(os.stat(path))  # noqa: PTH116


def signature_of(status: os.stat_result) -> tuple[int, int, int, int, int]:
    """The same of a status."""
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_dev, status.st_ctime_ns


def _all_of(descriptor: int, size: int, *, whole: bool = False) -> bytes:
    """From the beginning. Files of several records give a page at a time, whatever is asked for."""
    data = os.pread(descriptor, size, 0)
    if not data or (whole and len(data) < size):
        return data
    parts = [data]
    offset = len(data)
    while data := os.pread(descriptor, size, offset):
        parts.append(data)
        offset += len(data)
        if offset > _LONGEST:
            raise OSError(errno.EFBIG, "is longer than 64 MiB")
    return parts[0] if len(parts) == 1 else b"".join(parts)


class File:
    """One file that is read at each scrape. Not for use by several threads at once.

    ``whole`` says that one read gives all of it when there is room, as for every file of sysfs and those of procfs that
    are not lists (``single_open`` in the kernel): it saves asking whether there is more.
    """

    def __init__(self, path: str, *, whole: bool = False) -> None:
        self.path = path
        self._whole = whole
        self._descriptor = -1
        self._size = 4096

    def read(self) -> bytes:
        """All of it, as it is now. Raises OSError."""
        if self._descriptor >= 0:
            try:
                return self._read(self._descriptor)
            except OSError:
                self.close()  # the device went away; perhaps another took its place
        return self._open()

    def close(self) -> None:
        """Give the descriptor back; the next read opens the file anew."""
        global _open_now
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            _open_now -= 1

    def _open(self) -> bytes:
        global _open_now
        descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        kept = False
        try:
            data = self._read(descriptor)
            kept = _open_now < _MOST and _is_kernels(descriptor)
        finally:
            if not kept:
                os.close(descriptor)
        if kept:
            self._descriptor = descriptor
            _open_now += 1
        return data

    def _read(self, descriptor: int) -> bytes:
        data = _all_of(descriptor, self._size, whole=self._whole)
        if len(data) >= self._size - _SLACK:
            self._size = len(data) + (len(data) >> 3) + 2 * _SLACK
        return data

    def __del__(self) -> None:
        self.close()


def _is_kernels(descriptor: int) -> bool:
    """Whether this is a file of procfs (size 0) or sysfs (one page, no blocks), by what they say of themselves."""
    status = os.fstat(descriptor)
    return status.st_blocks == 0 and status.st_size in (0, 4096)


class Shared(File):
    """A file that several collectors read in one scrape: it is read once for all of them."""

    def __init__(self, path: str, *, whole: bool = False) -> None:
        super().__init__(path, whole=whole)
        self._scrape: object = None
        self._data = b""

    def of(self, scrape: object) -> bytes:
        """Its content in this scrape; without a scrape it is read at each call. Raises OSError."""
        if scrape is None or scrape is not self._scrape:
            self._data = self.read()
            self._scrape = scrape
        return self._data

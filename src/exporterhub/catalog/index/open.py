"""Finding the index that belongs to catalog folders, and building it when their files changed."""

# pathlib costs more at start than the whole search.
# ruff: noqa: PTH100, PTH110, PTH111, PTH117, PTH118, PTH120

from __future__ import annotations

import os
import sqlite3
import zlib

from exporterhub.catalog._folders import default_paths
from exporterhub.catalog.index import search as _search
from exporterhub.catalog.index.schema import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from exporterhub.catalog.index.search import Index

__all__ = ["cache_folder", "fingerprint", "open_index", "read_index"]


def open_index(folders: Sequence[str | os.PathLike[str]] | None = None, *, cache: str | None = None) -> Index:
    """The index of catalog folders (those that come with the program unless given), fresh.

    It is kept in ``cache`` (``$XDG_CACHE_HOME/exporterhub`` or ``~/.cache/exporterhub`` unless given) and
    built anew when a file of the catalog was added, removed or changed. Where that folder cannot be
    written, the index is built in memory. Raises BadInput for a folder that does not exist.
    """
    paths = default_paths() if folders is None else [os.path.abspath(folder) for folder in folders]
    mark = fingerprint(paths)
    folded = zlib.crc32(repr(paths).encode("utf-8", "surrogateescape"))
    name = f"index-{folded:08x}.sqlite"
    folder = cache or cache_folder()
    file = os.path.join(folder, name) if folder else ""
    return _usable(file, mark) or _built(paths, file, mark)


def read_index(file: str | os.PathLike[str]) -> Index:
    """The index in ``file``, as ``build_index`` wrote it. Raises sqlite3.Error when it is none."""
    return _search.Index(_connect(os.fspath(file)))


def cache_folder() -> str:
    """``$EXPORTERHUB_CACHE``, ``$XDG_CACHE_HOME/exporterhub``, else ``~/.cache/exporterhub`` (XDG Base Directories).

    Empty for a user without a home.
    """
    setting = os.environ.get("EXPORTERHUB_CACHE", "")
    if setting:
        return os.path.abspath(setting)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "exporterhub") if os.path.isabs(base) else ""


def fingerprint(paths: Sequence[str]) -> str:
    """What changes when a file of these catalogs does: a checksum over names, sizes and times of change."""
    here = os.path.dirname(os.path.abspath(__file__))
    # The words and the way they are indexed are part of the index: a new release builds anew.
    found = sorted(_files(here, 0))
    for path in paths:
        found.append((path, 0, 0))
        found += sorted(_files(path, 2))
    return f"{VERSION}-{len(found)}-{zlib.crc32(repr(found).encode('utf-8', 'surrogateescape')):08x}"


def _files(folder: str, depth: int) -> Iterator[tuple[str, int, int]]:
    try:
        items = list(os.scandir(folder))
    except OSError:
        return
    for item in items:
        if item.name.startswith((".", "_")):
            continue
        if item.is_dir():
            if depth:
                yield from _files(item.path, depth - 1)
        else:
            status = item.stat()
            yield item.path, status.st_mtime_ns, status.st_size


def _usable(file: str, mark: str) -> Index | None:
    """The index in ``file`` if it has the fingerprint ``mark``."""
    if not os.path.exists(file):
        return None
    database = None
    try:
        database = _connect(file)
        row = database.execute("SELECT value FROM meta WHERE name = 'fingerprint'").fetchone()
        if row and row[0] == mark:
            return _search.Index(database)
    except sqlite3.Error:
        pass
    if database is not None:
        database.close()
    return None


def _connect(file: str) -> sqlite3.Connection:
    """Open for reading. The file never changes, a new one takes its place: so SQLite need not lock it."""
    quoted = file.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return sqlite3.connect(f"file:{quoted}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def _built(paths: list[str], file: str, mark: str) -> Index:
    from pathlib import Path

    from exporterhub.catalog._load import load
    from exporterhub.catalog.index.build import fill, write

    catalog = load([Path(path) for path in paths])
    meta = {"fingerprint": mark}
    try:
        if not file:
            raise OSError
        write(catalog, Path(file), meta)
        return _search.Index(_connect(file))
    except OSError:
        database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        fill(database, catalog, meta)
        return _search.Index(database)

"""The folder of a multiprocess application, kept small: what dead processes left is added up in one file.

The library keeps a file per process for ever, since a counter must not forget what a dead process counted. Here the
files of dead processes are added to ``compacted.json`` and removed. The order makes a crash harmless: the sum is
written together with the names of the files in it, then these are removed, then their names are taken out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..logs import logger
from .values import Key, Source, Value, Values, add, read, source_of

__all__ = ["Folder", "is_alive"]

_LOG = logger("multiprocess")
_STATE = "compacted.json"
_KEPT_DEAD = 100  # dead processes whose gauges of mode "all" are kept


def is_alive(pid: int) -> bool:
    """Whether a process is there, in this PID namespace."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Folder:
    """What ``PROMETHEUS_MULTIPROC_DIR`` names.

    Nothing is removed while no process of the folder is alive here: either the application is down and the folder does
    not grow, or its processes live in another PID namespace and only seem to be dead.
    """

    def __init__(self, path: Path, alive: Callable[[int], bool] = is_alive) -> None:
        self._path = path
        self._alive = alive

    def values(self) -> Values:
        """The values of all processes, the dead ones' included; and the folder is compacted.

        Raises:
            OSError: the folder cannot be read.
        """
        with self._locked() as alone:
            total, absorbed = self._state()
            files = {path: source for path in self._path.iterdir() if (source := source_of(path))}
            for name in absorbed:
                files.pop(self._path / name, None)
            living = {source.pid for source in files.values() if self._alive(source.pid)}
            dead = {path: source for path, source in files.items() if source.pid not in living}
            left = self._read(dead)
            if alone and living and (dead or absorbed):
                self._compact(total, left, dead, absorbed)
            else:
                add(total, left)
            add(total, self._read({path: source for path, source in files.items() if source.pid in living}))
        return total

    def _read(self, files: dict[Path, Source]) -> Values:
        found: Values = {}
        for path, source in files.items():
            if source.live_only and not self._alive(source.pid):
                continue
            try:
                add(found, read(path, source))
            except (OSError, ValueError) as error:
                _LOG.warn("a file was left out", file=str(path), err=str(error))
        return found

    def _compact(self, total: Values, left: Values, dead: dict[Path, Source], absorbed: list[str]) -> None:
        add(total, left)
        _forget_old(total)
        names = sorted({path.name for path in dead} | set(absorbed))
        self._write(total, names)
        for name in names:
            (self._path / name).unlink(missing_ok=True)
        self._write(total, [])

    def _state(self) -> tuple[Values, list[str]]:
        try:
            data = json.loads((self._path / _STATE).read_bytes())
            values = {Key(*key): Value(*value) for key, value in data["values"]}
            return values, [str(name) for name in data["absorbed"]]
        except FileNotFoundError:
            return {}, []
        except (ValueError, KeyError, TypeError) as error:
            _LOG.error("what dead processes counted is lost", file=str(self._path / _STATE), err=str(error))
            return {}, []

    def _write(self, total: Values, absorbed: list[str]) -> None:
        data = {"values": [(key, value) for key, value in total.items()], "absorbed": absorbed}
        temporary = self._path / f"{_STATE}.new"
        temporary.write_text(json.dumps(data), encoding="utf-8")
        temporary.replace(self._path / _STATE)

    @contextmanager
    def _locked(self) -> Iterator[bool]:
        """Whether this process may change the folder: only one may, and not where it cannot write."""
        import fcntl

        try:
            number = os.open(self._path / "compacted.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
        except PermissionError:
            yield False
            return
        try:
            fcntl.flock(number, fcntl.LOCK_EX)
            yield True
        finally:
            os.close(number)


def _forget_old(total: Values) -> None:
    """Gauges of mode ``all`` have series per process; those of long dead ones are dropped, oldest first."""
    pids = list(dict.fromkeys(key.pid for key in total if key.pid))
    for pid in pids[: max(0, len(pids) - _KEPT_DEAD)]:
        for key in [key for key in total if key.pid == pid]:
            del total[key]

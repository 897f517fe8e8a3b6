"""The state: a database that is opened, its tables up to date, and transactions on it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from exporterhub.hub.state._address import Address, parse_database
from exporterhub.hub.state._engine import PATIENCE, WAIT, WRITES, make_engine, prepare_file
from exporterhub.hub.state._errors import translated

__all__ = ["State", "open_state"]


class State:
    """A database whose tables are up to date. It may be handed to a forked or spawned process, and to threads.

    No connection is open between two transactions on SQLite; on PostgreSQL a few are kept, and replaced when the server
    has ended them.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self._engine: Engine | None = None
        self._process = 0
        self._lock = threading.Lock()

    @property
    def engine(self) -> Engine:
        """This process's own engine; connections must not be carried over a fork."""
        with self._lock:
            if self._engine is None or self._process != os.getpid():
                self._engine = make_engine(self.address)
                self._process = os.getpid()
            return self._engine

    @contextmanager
    def read(self, *, patience: float = WAIT) -> Iterator[Connection]:
        """A transaction that only reads. Raises StateUnavailable.

        ``patience`` is how many seconds it waits for locks.
        """
        options = {PATIENCE: patience}
        with (
            translated(self.address),
            self.engine.connect() as connection,
            connection.execution_options(**options).begin(),
        ):
            yield connection

    @contextmanager
    def write(self, *, patience: float = WAIT) -> Iterator[Connection]:
        """A transaction: all of it is kept when the block ends, nothing when it raises.

        Raises StateUnavailable; ``patience`` as for ``read``.
        """
        options = {WRITES: True, PATIENCE: patience}
        with (
            translated(self.address),
            self.engine.connect() as connection,
            connection.execution_options(**options).begin(),
        ):
            yield connection

    def close(self) -> None:
        """Give the connections back. Used again, the state opens new ones."""
        with self._lock:
            if self._engine is not None and self._process == os.getpid():
                self._engine.dispose()
            self._engine = None

    def __getstate__(self) -> dict[str, Address]:
        return {"address": self.address}

    def __setstate__(self, values: dict[str, Address]) -> None:
        self.__init__(values["address"])  # type: ignore[misc]


def open_state(url: str | None = None, *, patience: float = 10) -> State:
    """The state at this URL, its tables made or brought up to date.

    Args:
        url: ``postgresql://user@host/name``, ``sqlite:////path``, a file's path; None for the default,
            ``$XDG_DATA_HOME/exporterhub/state.sqlite``.
        patience: how many seconds it waits for another process that has locked it, or is making its tables.

    Raises:
        BadInput: it is no such URL or no database, or its tables are those of a later version (exit code 2).
        Missing: PostgreSQL's driver is not installed (exit code 3).
        StateUnavailable: it is locked, cannot be written, or its server cannot be reached (exit code 3).
    """
    address = parse_database(url)
    from exporterhub.hub.state._migrate import migrate  # Alembic is needed once

    state = State(address)
    prepare_file(address)
    try:
        with translated(address):
            migrate(state.engine, address, patience)
    except BaseException:
        state.close()
        raise
    return state

"""Engines: one for SQLite, one for PostgreSQL, with what makes the two behave alike."""

from __future__ import annotations

import importlib.util
import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event

from exporterhub.errors import Missing
from exporterhub.hub.state._address import Address
from exporterhub.hub.state._errors import NotWritable

__all__ = ["PATIENCE", "WAIT", "WRITES", "make_engine", "prepare_file"]

WRITES = "exporterhub_writes"
"""Execution option of a connection: its transaction writes."""
PATIENCE = "exporterhub_patience"
"""Execution option of a connection: how many seconds it waits for a lock."""
WAIT = 5
"""The same, unless said."""
_CONNECT = 5


def make_engine(address: Address) -> Engine:
    """An engine that has no connection yet. Raises Missing where PostgreSQL's driver is not installed."""
    return _sqlite(address) if address.file is not None else _postgresql(address)


def prepare_file(address: Address) -> None:
    """Make SQLite's file and its folder, for this user only. Raises NotWritable."""
    if address.file is None:
        return
    try:
        address.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(address.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise NotWritable(
            f"the state database {address.shown} cannot be {_wanted(address.file)}: {error.strerror}",
            what="cannot be written",
            remedy="name a file in a folder that this user may write to, with --database or EXPORTERHUB_DATABASE, or "
            "keep no state with --database none",
        ) from error


def _wanted(file: Path) -> str:
    try:
        return "written" if file.exists() else "made"
    except OSError:
        return "made"


def _sqlite(address: Address) -> Engine:
    # mode=rw: a file that has gone is an error, not a new empty one. No pool: a connection that stayed open would go on
    # writing to a file that was removed.
    def connect() -> sqlite3.Connection:
        assert address.file is not None  # noqa: S101  (chosen for it)
        place = f"{address.file.as_uri()}?mode=rw"
        return sqlite3.connect(place, timeout=0, uri=True, check_same_thread=False, isolation_level=None)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    """A transaction that will write takes the lock at once: taken later it could fail although one is ready to wait."""
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(options.get(PATIENCE, WAIT) * 1000)}")
    connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    connection.exec_driver_sql("PRAGMA synchronous = NORMAL")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES) else "BEGIN")


def _postgresql(address: Address) -> Engine:
    if importlib.util.find_spec("psycopg") is None:
        raise Missing(
            f"{address.shown} needs PostgreSQL's driver, which is not installed",
            remedy="install exporterhub[postgresql]",
        )
    engine = create_engine(
        address.url,
        connect_args=_connect_args(address),
        pool_size=2,
        max_overflow=3,
        pool_timeout=WAIT,
        pool_pre_ping=True,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _connect_args(address: Address) -> dict[str, Any]:
    """What the URL does not say itself: deadlines, the program's name, nothing that a pooler in between refuses."""
    wanted: dict[str, Any] = {
        "connect_timeout": _CONNECT,
        "tcp_user_timeout": 10_000,
        "application_name": "exporterhub",
        "prepare_threshold": None,
    }
    return {name: value for name, value in wanted.items() if name not in address.url.query}


def _begin_postgresql(connection: Connection) -> None:
    seconds = connection.get_execution_options().get(PATIENCE, WAIT)
    connection.exec_driver_sql(
        "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)",
        (f"{int(seconds * 1000)}ms", f"{int(seconds * 2000)}ms"),
    )

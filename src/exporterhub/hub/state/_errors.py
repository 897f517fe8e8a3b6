"""What can be wrong with the state database, and the one place where the drivers' errors are translated.

::

    ExporterHubError
    ├── BadInput 2  ── NewerState        a later hub has changed the tables
    │               ── NoDatabase        the file is something else
    └── Missing  3  ── StateUnavailable  locked, gone, not to be reached; may be back in a moment
                      └── NotWritable 3  the file or its folder cannot be made or written
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from exporterhub.errors import BadInput, ExporterHubError, Missing
from exporterhub.hub.state._address import Address

__all__ = ["NewerState", "NoDatabase", "NotWritable", "StateUnavailable", "translated"]


class StateUnavailable(Missing):
    """The database cannot be used now. The hub answers 503 with ``Retry-After: retry_after`` (seconds).

    ``what`` says it without the database's place, for visitors: "is locked by another process".
    """

    retry_after = 5

    def __init__(self, message: str, *, remedy: str = "", what: str = "cannot be used") -> None:
        super().__init__(message, remedy=remedy)
        self.what = what


class NotWritable(StateUnavailable):
    """SQLite's file or its folder cannot be made, or this user may not write to it."""


class NewerState(BadInput):
    """The tables were changed by a later version of the hub."""


class NoDatabase(BadInput):
    """The file is there, and is no SQLite database."""


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn what SQLAlchemy raises inside into the errors above.

    A row that breaks a constraint or does not fit its column (``IntegrityError``, ``DataError``) is the caller's
    affair, as is a statement that SQLAlchemy itself refuses.
    """
    try:
        yield
    except (IntegrityError, DataError):
        raise
    except (DBAPIError, PoolTimeout) as error:
        raise _meaning(address, error) from error


def _meaning(address: Address, error: SQLAlchemyError) -> ExporterHubError:
    original = error.orig if isinstance(error, DBAPIError) else None
    if address.file is not None:
        return _of_sqlite(address, getattr(original, "sqlite_errorname", ""), _said(address, original or error))
    return _of_postgresql(address, getattr(original, "sqlstate", None) or "", _said(address, original or error))


def _said(address: Address, error: BaseException) -> str:
    """The driver's own words in one line, without passwords."""
    return address.scrubbed(" ".join(str(error).split()))[:300]


_LOST = "start the hub again: it makes them, or says what to do"
_SQLITE = {
    "SQLITE_BUSY": ("is locked by another process", "wait until that has ended, or end it"),
    "SQLITE_LOCKED": ("is locked by another process", "wait until that has ended, or end it"),
    "SQLITE_CANTOPEN": (
        "cannot be opened",
        "put the file back and let this user write to it and to its folder, or start the hub again to begin anew",
    ),
    "SQLITE_READONLY": ("cannot be written", "let this user write to the file and its folder"),
    "SQLITE_FULL": ("cannot grow: the disk is full", "make room on its disk"),
    "SQLITE_CORRUPT": ("is damaged", "put a backup in its place, or move it away to begin anew"),
    "SQLITE_PERM": ("cannot be read", "let this user read and write the file"),
}


def _of_sqlite(address: Address, name: str, said: str) -> ExporterHubError:
    if name == "SQLITE_NOTADB":
        return NoDatabase(f"{address.shown} is no SQLite database", remedy="give the path of another file")
    if "no such table" in said or "no such column" in said:
        return _unavailable(address, "has lost its tables", _LOST)
    base = "_".join(name.split("_")[:2])  # extended result codes have their cause at the end: SQLITE_CANTOPEN_ISDIR
    what, remedy = _SQLITE.get(base, ("cannot be used", "see that its disk is well"))
    return _unavailable(address, what, remedy, "" if base in _SQLITE else said)


_POSTGRESQL = {
    "55P03": ("is locked by another connection", "end the connection that holds the lock (see pg_locks)"),
    "57014": ("takes too long to answer", "see what keeps the server busy (pg_stat_activity)"),
    "25006": ("is read-only", "name the primary server, not a standby"),
    "42501": ("may not be written by this user", "grant the user CREATE on the schema and own its tables"),
    "42P01": ("has lost its tables", _LOST),
    "42703": ("has lost columns", _LOST),
    "53100": ("cannot grow: the server's disk is full", "make room on its disk"),
    "53300": ("has no connection left", "raise max_connections, or run fewer workers"),
}


_CONNECTION = ("08", "28", "3D", "57P")
"""Beginnings of SQLSTATEs that are about the connection itself (PostgreSQL documentation, appendix A)."""
_REACH = "start PostgreSQL and see that user, password and database are right, or name another database"


def _of_postgresql(address: Address, state: str, said: str) -> StateUnavailable:
    other = ("cannot be reached", _REACH)
    if state and not state.startswith(_CONNECTION):
        other = ("refuses what the hub asks for", "see the server's log")
    what, remedy = _POSTGRESQL.get(state, other)
    return _unavailable(address, what, remedy, "" if state in _POSTGRESQL else said)


def _unavailable(address: Address, what: str, remedy: str, said: str = "") -> StateUnavailable:
    message = f"the state database {address.shown} {what}" + (f": {said}" if said else "")
    return StateUnavailable(message, remedy=remedy, what=what)

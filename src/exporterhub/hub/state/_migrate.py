"""Bringing the tables up to date, by one process at a time."""

from __future__ import annotations

import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from exporterhub.hub.state._address import Address
from exporterhub.hub.state._engine import PATIENCE, WRITES
from exporterhub.hub.state._errors import NewerState, StateUnavailable
from exporterhub.hub.state.tables import metadata

__all__ = ["VERSION_TABLE", "migrate", "script_config"]

VERSION_TABLE = "exporterhub_schema"
"""Where Alembic notes the schema's revision: named so that it shares a database with another program's."""
_FOLDER = Path(__file__).resolve().parent / "migrations"
_LOCK = 0x65787068_73746174  # "exphstat"


def migrate(engine: Engine, address: Address, patience: float) -> None:
    """Run the migrations that the database lacks, all in one transaction.

    Two hubs that start at once wait for each other: at BEGIN IMMEDIATE on SQLite, at an advisory lock on PostgreSQL,
    for at most ``patience`` seconds.
    Raises NewerState for a revision that this version does not know, StateUnavailable where tables are missing.
    """
    config = script_config()
    script = ScriptDirectory.from_config(config)
    known = {revision.revision for revision in script.walk_revisions()}
    if address.file is not None:
        _write_ahead(engine, patience)
    with engine.connect().execution_options(**{PATIENCE: patience}) as connection:
        if _current(connection, known, address) == set(script.get_heads()):
            _complete(connection, address)
            return
    with engine.connect().execution_options(**{WRITES: True, PATIENCE: patience}) as connection, connection.begin():
        if address.file is None:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        _current(connection, known, address)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def script_config() -> Config:
    """Alembic's configuration: the folder of the migrations, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


def _current(connection: Connection, known: set[str], address: Address) -> set[str]:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    current = set(context.get_current_heads())
    strange = sorted(current - known)
    if strange:
        raise NewerState(
            f"the state database {address.shown} is of a newer hub: this version does not know its schema {strange[0]}",
            remedy="run the version that made it or a later one, or name another database",
        )
    return current


def _complete(connection: Connection, address: Address) -> None:
    lost = sorted(set(metadata.tables) - set(inspect(connection).get_table_names()))
    if lost:
        raise StateUnavailable(
            f"the state database {address.shown} has lost its tables ({', '.join(lost)})",
            remedy="put a backup in its place, or name an empty database",
            what="has lost its tables",
        )


def _write_ahead(engine: Engine, patience: float) -> None:
    """Readers and one writer side by side (SQLite, "Write-Ahead Logging"). The mode stays with the file.

    The change needs the file for itself and does not wait for that, hence the tries; another hub may be making it.
    """
    ends = time.monotonic() + patience
    while True:
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101  (just connected)
            try:
                driver.execute("PRAGMA journal_mode = WAL")
            except Exception as error:
                if time.monotonic() > ends or getattr(error, "sqlite_errorname", "") != "SQLITE_BUSY":
                    raise OperationalError("PRAGMA journal_mode", None, error) from error
                time.sleep(0.05)
            else:
                return

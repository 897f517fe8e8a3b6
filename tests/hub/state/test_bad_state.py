"""A database that is locked, gone, damaged or of a newer hub: what is said, and that nothing is lost."""

from __future__ import annotations

import logging
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import inspect, text

from exporterhub.hub.state import NewerState, NoDatabase, NotWritable, State, StateUnavailable, ViewCounter, open_state
from exporterhub.hub.state._views import popular
from exporterhub.programs import bubblewrap

if TYPE_CHECKING:
    from conftest import PostgreSQL

DAY = date(2026, 11, 24)


@pytest.fixture
def counter(state: State) -> ViewCounter:
    return ViewCounter(state, today=lambda: DAY, patience=0.1)


@contextmanager
def locked(database: str) -> Iterator[None]:
    """Another process's lock on everything."""
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
    else:
        with psycopg.connect(database) as other:
            other.execute("LOCK TABLE entry_views IN ACCESS EXCLUSIVE MODE")
            yield


def views(state: State) -> dict[str, int]:
    with state.read() as connection:
        return popular(connection, DAY)


def test_counts_wait_while_the_database_is_locked(
    counter: ViewCounter, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    counter.tally.add(DAY, "redis")
    counter.step()
    assert counter.popular == {"redis": 1}
    with locked(database):
        for _ in range(2):
            counter.tally.add(DAY, "redis")
            counter.step()
        assert counter.problem is not None
        assert "is locked by another" in counter.problem.what
        assert counter.popular == {"redis": 1}
        assert counter.waiting == 2
    counter.step()
    assert counter.problem is None
    assert counter.popular == views(counter.state) == {"redis": 3}
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "is locked by another" in said[0]
    assert "is back" in said[1]


def test_tables_that_are_lost_are_said(counter: ViewCounter, database: str) -> None:
    with counter.state.write() as connection:
        connection.execute(text("DROP TABLE entry_views"))
    counter.tally.add(DAY, "redis")
    counter.step()
    assert counter.problem is not None
    assert "has lost its tables" in counter.problem.message
    assert "start the hub again" in counter.problem.remedy
    assert counter.waiting == 1
    with pytest.raises(StateUnavailable, match=r"has lost its tables \(entry_views\)") as caught:
        open_state(database)
    assert "backup" in caught.value.remedy


def test_a_database_that_was_emptied_is_made_anew_at_the_next_start(counter: ViewCounter, database: str) -> None:
    with counter.state.write() as connection:
        for name in inspect(connection).get_table_names():
            cascade = "" if database.startswith("sqlite") else "CASCADE"
            connection.execute(text(f"DROP TABLE {name} {cascade}"))
    counter.tally.add(DAY, "redis")
    counter.step()
    assert counter.problem is not None
    open_state(database).close()
    counter.step()
    assert counter.popular == {"redis": 1}


def test_a_newer_schema_is_refused(state: State, database: str) -> None:
    with state.write() as connection:
        connection.execute(text("UPDATE exporterhub_schema SET version_num = '9999'"))
    with pytest.raises(NewerState, match="does not know its schema 9999") as caught:
        open_state(database)
    assert caught.value.exit_code == 2
    assert state.address.shown in caught.value.message
    assert "later" in caught.value.remedy


def test_a_migration_that_fails_leaves_nothing(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from exporterhub.hub.state import _migrate

    def upgrade(config: object, revision: str) -> None:
        command(config, revision)
        raise ZeroDivisionError

    command = _migrate.command.upgrade
    monkeypatch.setattr(_migrate.command, "upgrade", upgrade)
    with pytest.raises(ZeroDivisionError):
        open_state(database)
    monkeypatch.undo()
    state = open_state(database)
    assert views(state) == {}
    state.close()


def test_a_file_that_is_locked_at_the_start_is_said(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StateUnavailable, match="is locked by another process") as caught:
            open_state(str(file), patience=0.2)
    assert caught.value.exit_code == 3
    assert str(file) in caught.value.message
    open_state(str(file)).close()


def test_a_file_that_is_removed_is_not_made_anew_and_its_counts_wait_for_it(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    counter = ViewCounter(open_state(str(file)), today=lambda: DAY)
    counter.tally.add(DAY, "redis")
    counter.step()
    file.rename(tmp_path / "backup")
    counter.tally.add(DAY, "redis")
    counter.step()
    assert counter.problem is not None
    assert "cannot be opened" in counter.problem.message
    assert "put the file back" in counter.problem.remedy
    assert not file.exists()
    (tmp_path / "backup").rename(file)
    counter.step()
    assert counter.popular == {"redis": 2}


def test_a_file_that_is_something_else_is_said(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Not a database at all. " * 100)
    with pytest.raises(NoDatabase, match=re.escape(f"{file} is no SQLite database")) as caught:
        open_state(str(file))
    assert caught.value.exit_code == 2


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    open_state(str(file)).close()
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    with pytest.raises(StateUnavailable, match="is damaged"):
        open_state(str(file))


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place, wanted in ((tmp_path / "file" / "state.sqlite", "made"), (tmp_path, "written")):
        with pytest.raises(NotWritable, match=f"cannot be {wanted}") as caught:
            open_state(str(place))
        assert str(place) in caught.value.message
        assert "--database" in caught.value.remedy


def test_folder_and_file_are_for_this_user_only(tmp_path: Path) -> None:
    file = tmp_path / "made" / "state.sqlite"
    state = open_state(str(file))
    with state.write() as connection:
        connection.execute(text("DELETE FROM entry_views"))
        modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert set(modes.values()) == {0o600}
    assert "state.sqlite-wal" in modes
    state.close()


@pytest.mark.debian
@pytest.mark.sandbox
def test_a_server_that_does_not_answer_is_said() -> None:
    with pytest.raises(StateUnavailable, match="cannot be reached") as caught:
        open_state("postgresql://hub:s3cret@127.0.0.1:1/state")
    assert caught.value.exit_code == 3
    assert "postgresql://hub:***@127.0.0.1:1/state" in caught.value.message
    assert "start PostgreSQL" in caught.value.remedy
    assert "s3cret" not in str(caught.value)


@pytest.mark.debian
@pytest.mark.sandbox
def test_a_wrong_password_or_database_is_said(postgresql: PostgreSQL) -> None:
    with pytest.raises(StateUnavailable, match="password authentication failed") as caught:
        open_state(f"postgresql://hub:s3cret@127.0.0.1:{postgresql.port}/postgres")
    assert "s3cret" not in str(caught.value)
    with pytest.raises(StateUnavailable, match='"nope" does not exist') as caught:
        open_state(postgresql.url("nope"))
    assert postgresql.password not in str(caught.value)


@pytest.mark.debian
@pytest.mark.sandbox
def test_a_password_may_stand_in_a_file(
    postgresql: PostgreSQL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgresql.database()
    password = postgresql.password.replace(":", "\\:")
    (tmp_path / "pgpass").write_text(f"127.0.0.1:{postgresql.port}:*:hub:{password}\n")
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    state = open_state(postgresql.url(name, password=False))
    assert views(state) == {}
    state.close()


@pytest.mark.debian
@pytest.mark.sandbox
def test_a_read_only_server_is_said(postgresql: PostgreSQL) -> None:
    name = postgresql.database()
    postgresql.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(StateUnavailable, match="is read-only"):
        open_state(postgresql.url(name))


@pytest.mark.debian
@pytest.mark.sandbox
@pytest.mark.parametrize("kill", [False, True], ids=["stopped", "killed"])
def test_counts_wait_while_the_server_is_gone(
    postgresql: PostgreSQL, kill: bool, caplog: pytest.LogCaptureFixture
) -> None:
    state = open_state(postgresql.url(postgresql.database()))
    counter = ViewCounter(state, today=lambda: DAY)
    counter.tally.add(DAY, "redis")
    counter.step()
    postgresql.stop(kill=kill)
    try:
        for _ in range(3):
            counter.tally.add(DAY, "redis")
            counter.step()
        assert counter.problem is not None
        assert counter.problem.what == "cannot be reached"
        assert counter.popular == {"redis": 1}
    finally:
        postgresql.start()
    counter.step()
    assert counter.problem is None
    assert views(state) == {"redis": 4}
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert postgresql.password not in caplog.text
    state.close()


WRITE = """
import sys
from sqlalchemy import text
from exporterhub.hub.state import State, StateUnavailable, parse_database
state = State(parse_database(sys.argv[1]))
try:
    with state.write() as connection:
        connection.execute(text("DELETE FROM entry_views"))
except StateUnavailable as error:
    print(error)
"""


@pytest.mark.sandbox
def test_a_folder_that_has_become_read_only_is_said(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    open_state(str(file)).close()
    confined = [*bubblewrap(), "--unshare-user", "--ro-bind", "/", "/", "--dev", "/dev", "--die-with-parent", "--"]
    command = [*confined, sys.executable, "-c", WRITE, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert f"the state database {file} cannot be" in done.stdout
    assert "let this user write to" in done.stdout

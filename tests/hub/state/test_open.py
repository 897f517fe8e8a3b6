"""Opening the state: on both databases, by several at once."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date
from subprocess import PIPE

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from exporterhub.hub.state import State, open_state
from exporterhub.hub.state.tables import entry_views, metadata


def test_migrations_make_the_tables_that_the_code_declares(state: State) -> None:
    with state.read() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "exporterhub_schema"})
        assert compare_metadata(context, metadata) == []


def test_it_is_opened_again_with_what_it_holds(state: State, database: str) -> None:
    with state.write() as connection:
        connection.execute(insert(entry_views), [{"day": date(2026, 1, 2), "slug": "redis", "views": 3}])
    again = open_state(database)
    with again.read() as connection:
        assert connection.execute(select(entry_views)).all() == [(date(2026, 1, 2), "redis", 3)]
    again.close()


def test_what_raises_leaves_nothing(state: State) -> None:
    def fail() -> None:
        with state.write() as connection:
            connection.execute(insert(entry_views), [{"day": date(2026, 1, 2), "slug": "redis", "views": 3}])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with state.read() as connection:
        assert connection.execute(select(entry_views)).all() == []


def test_a_reader_does_not_see_what_is_being_written(state: State) -> None:
    with state.write() as connection:
        connection.execute(insert(entry_views), [{"day": date(2026, 1, 2), "slug": "redis", "views": 3}])
        with state.read() as other:
            assert other.execute(select(entry_views)).all() == []
    with state.read() as other:
        assert len(other.execute(select(entry_views)).all()) == 1


def test_a_row_that_breaks_a_constraint_is_the_callers_affair(state: State) -> None:
    row = {"day": date(2026, 1, 2), "slug": "redis", "views": 3}

    def twice() -> None:
        with state.write() as connection:
            connection.execute(insert(entry_views), [row])
            connection.execute(insert(entry_views), [row])

    with pytest.raises(IntegrityError):
        twice()


def test_a_copy_in_another_process_has_connections_of_its_own(state: State) -> None:
    copy = pickle.loads(pickle.dumps(state))
    assert copy.address == state.address
    assert copy.engine is not state.engine
    with copy.write() as connection:
        connection.execute(insert(entry_views), [{"day": date(2026, 1, 2), "slug": "redis", "views": 3}])
    copy.close()


OPEN = """
import sys
from exporterhub.hub.state import open_state
url = sys.stdin.readline().strip()
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.stdin.readline()
open_state(url, patience=30).close()
"""


def test_processes_that_open_it_at_once_make_the_tables_once(database: str) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", OPEN], stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True)
        for _ in range(4)
    ]
    try:
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(f"{database}\n")
            process.stdin.flush()
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            assert process.communicate(timeout=120) == ("", "")
            assert process.returncode == 0
    finally:
        for process in processes:
            process.kill()
            process.wait()
    state = open_state(database)
    with state.read() as connection:
        assert len(connection.execute(text("SELECT version_num FROM exporterhub_schema")).all()) == 1
    state.close()

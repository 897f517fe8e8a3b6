"""Real hubs: two on one PostgreSQL, what they do without it, and how one refuses to start."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from exporterhub.hub.state import open_state

if TYPE_CHECKING:
    from conftest import PostgreSQL

SERVE = [sys.executable, "-m", "exporterhub.cli", "serve", "--listen", "127.0.0.1:0"]
PAGE = "/exporters/redis"


class Hub:
    """A hub that runs, and a client for it."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        self.client = httpx.Client(base_url=url, trust_env=False, timeout=20)
        self.said = ""

    def look(self, path: str = PAGE) -> int:
        return self.client.get(path).status_code

    def popular(self) -> dict[str, int]:
        """By slug, the views that it knows of; empty while it cannot say."""
        answer = self.client.get("/api/v1/popular")
        return {item["slug"]: item["views"] for item in answer.json()} if answer.status_code == 200 else {}

    def health(self) -> dict[str, Any]:
        answer = self.client.get("/api/v1/health")
        assert answer.status_code == 200
        return dict(answer.json())

    def end(self) -> None:
        """End it; ``said`` is what it wrote on standard error."""
        self.process.send_signal(signal.SIGTERM)
        _, self.said = self.process.communicate(timeout=60)
        assert self.process.returncode == 0


@contextmanager
def hub(catalog: Path, folder: Path, *more: str, **environment: str) -> Iterator[Hub]:
    command = [*SERVE, "--catalog", str(catalog), *more]
    known = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(folder), "XDG_DATA_HOME": str(folder), **environment}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=known) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            running = Hub(process, line.split()[-1])
            with running.client:
                yield running
        finally:
            process.kill()


def until(condition: Callable[[], bool]) -> None:
    """Wait for it, for at most 60 seconds."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not become so"
        threading.Event().wait(0.05)


@pytest.mark.debian
@pytest.mark.sandbox
def test_two_hubs_on_one_postgresql_serve_the_same_state(
    postgresql: PostgreSQL, small_catalog: Path, tmp_path: Path
) -> None:
    url = postgresql.url(postgresql.database())
    with (
        hub(small_catalog, tmp_path, "--workers", "2", EXPORTERHUB_DATABASE=url) as one,
        hub(small_catalog, tmp_path, EXPORTERHUB_DATABASE=url) as two,
    ):
        assert [one.look(), one.look(), two.look(), two.look("/exporters/acmedb")] == [200] * 4
        seen = {"redis": 3, "acmedb": 1}
        until(lambda: one.popular() == two.popular() == seen)

        postgresql.stop(kill=True)
        try:
            until(lambda: one.health()["database"] == two.health()["database"] == "unavailable")
            for each in (one, two):
                assert [each.look(), each.look("/"), each.look("/?sort=popular")] == [200] * 3
            answer = two.client.get("/api/v1/popular")
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "5"
            assert str(postgresql.port) not in answer.text
        finally:
            postgresql.start()
        until(lambda: one.popular() == two.popular() == {"redis": 5, "acmedb": 1})

        assert one.look() == 200  # the last view, just before the end
        one.end()
        until(lambda: two.popular() == {"redis": 6, "acmedb": 1})
        two.end()
    for each in (one, two):
        assert "Traceback" not in each.said
        assert postgresql.password not in each.said
    for each, workers in ((one, 2), (two, 1)):
        assert each.said.count("Views wait in memory") == each.said.count("that waited are written") == workers


def test_the_default_file_is_used_and_views_outlive_a_restart(small_catalog: Path, tmp_path: Path) -> None:
    with hub(small_catalog, tmp_path) as one:
        assert one.look() == 200
        one.end()
    assert "Traceback" not in one.said
    assert (tmp_path / "exporterhub" / "state.sqlite").exists()
    with hub(small_catalog, tmp_path) as one:
        until(lambda: one.popular() == {"redis": 1})
        one.end()


def test_a_locked_file_keeps_nothing_from_being_read(small_catalog: Path, tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    open_state(str(file)).close()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with hub(small_catalog, tmp_path, "--database", str(file)) as one:
            assert one.look() == 200
            until(lambda: one.health()["database"] == "unavailable")
            assert "locked" in one.health()["database_problem"]
            assert [one.look(), one.look("/")] == [200, 200]
            assert one.look("/api/v1/popular") == 503
            other.execute("ROLLBACK")
            until(lambda: one.popular() == {"redis": 2})
            one.end()
    assert one.said.count("is locked by another process. Views wait in memory") == 1


def test_no_state_is_kept_where_none_is_wanted(small_catalog: Path, tmp_path: Path) -> None:
    with hub(small_catalog, tmp_path, "--database", "none") as one:
        assert one.look() == 200
        assert one.health()["database"] == "none"
        one.end()
    assert not (tmp_path / "exporterhub" / "state.sqlite").exists()


def test_a_home_that_cannot_be_written_is_said_and_the_hub_goes_on(small_catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with hub(small_catalog, tmp_path, XDG_DATA_HOME=str(tmp_path / "file")) as one:
        assert one.look() == 200
        assert one.health()["database"] == "none"
        one.end()
    assert "warning: no views are counted" in one.said
    assert str(tmp_path / "file" / "exporterhub" / "state.sqlite") in one.said


def refused(*more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {"PATH": os.environ["PATH"], "HOME": os.devnull, **environment}
    return subprocess.run([*SERVE, *more], capture_output=True, text=True, timeout=120, check=False, env=known)


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("mysql://hub@db/state", 2, "the state cannot be kept in mysql://"),
        ("postgresql://hub:s3cret@db/state", 2, "list of processes"),
        ("/proc/nope/state.sqlite", 3, "/proc/nope/state.sqlite cannot be made"),
        ("postgresql://hub@127.0.0.1:1/state", 3, "127.0.0.1:1/state cannot be reached"),
    ],
)
def test_a_database_that_cannot_be_used_ends_the_start(url: str, code: int, said: str) -> None:
    done = refused("--database", url)
    assert done.returncode == code
    assert done.stderr.startswith("error: ")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "s3cret" not in done.stderr
    assert done.stdout == ""


def test_a_newer_schema_ends_the_start_with_2(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    open_state(str(file)).close()
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("UPDATE exporterhub_schema SET version_num = '9999'")
    done = refused(EXPORTERHUB_DATABASE=f"sqlite:///{file}")
    assert done.returncode == 2
    assert f"{file} is of a newer hub" in done.stderr

"""``lab record``: which runs are made, how progress and failures are told. The lab itself is tested elsewhere."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import exporterhub.lab
import exporterhub.programs
from exporterhub.errors import BadInput, LabFailure, Missing
from exporterhub.lab import Event

Failures = dict[str, Exception]


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Failures]:
    """A lab that records at once. Gives the runs it was asked for, and a dict to put failures in by run."""
    asked: list[str] = []
    failures: Failures = {}

    def record(entry: Any, run: Any, *, report: Callable[[Event], None]) -> list[Path]:
        name = f"{entry.slug}/{run.name}"
        asked.append(name)
        report(Event(entry.slug, run.name, "start", "starting redis"))
        if name in failures:
            raise failures[name]
        return [Path(f"catalog/{entry.slug}/recordings/1.0_{run.name}.prom")]

    monkeypatch.setattr(exporterhub.lab, "record", record)
    monkeypatch.setattr(exporterhub.programs, "sandbox_unavailable", lambda: "")
    return asked, failures


def test_all_runs_of_an_entry(cli: Callable[..., Any], lab: tuple[list[str], Failures]) -> None:
    result = cli("lab", "record", "redis", "--jobs", "1")
    assert result.code == 0
    assert lab[0] == ["redis/bookworm", "redis/trixie"]
    assert result.out == ("catalog/redis/recordings/1.0_bookworm.prom\ncatalog/redis/recordings/1.0_trixie.prom\n")
    assert result.err.splitlines() == [
        "redis/bookworm: starting redis",
        "redis/bookworm: recorded 1.0_bookworm.prom",
        "redis/trixie: starting redis",
        "redis/trixie: recorded 1.0_trixie.prom",
        "2 pages recorded in 2 runs",
    ]


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        (["--all"], ["redis/bookworm", "redis/trixie"]),
        (["redis", "--run", "trixie"], ["redis/trixie"]),
        (["--all", "--shard", "1/2"], ["redis/bookworm"]),
        (["--all", "--shard", "2/2"], ["redis/trixie"]),
        (["--all", "--shard", "3/3"], []),
        (["redis", "redis", "--run", "trixie"], ["redis/trixie"]),
    ],
)
def test_chosen_runs(
    cli: Callable[..., Any], lab: tuple[list[str], Failures], words: list[str], runs: list[str]
) -> None:
    assert cli("lab", "record", *words, "--jobs", "1").code == 0
    assert lab[0] == runs


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name the entries to record, or say --all"),
        (["redis", "--all"], "name the entries to record, or say --all"),
        (["nats"], "nats has no lab.yaml"),
        (["rediss"], "did you mean 'redis'?"),
        (["redis", "--run", "sid"], "the runs are bookworm, trixie"),
        (["redis", "--jobs", "0"], "at least 1"),
        (["redis", "--shard", "0/2"], "no shard"),
    ],
)
def test_wrong_usage(cli: Callable[..., Any], lab: tuple[list[str], Failures], words: list[str], said: str) -> None:
    result = cli("lab", "record", *words)
    assert result.code == 2
    assert said in result.err
    assert lab[0] == []


def test_a_failed_run_says_why_and_the_others_go_on(cli: Callable[..., Any], lab: tuple[list[str], Failures]) -> None:
    lab[1]["redis/bookworm"] = LabFailure("redis was not ready", log="first\nlast", remedy="look at it")
    result = cli("lab", "record", "redis", "--jobs", "1", "-q")
    assert result.code == 3
    assert result.out == "catalog/redis/recordings/1.0_trixie.prom\n"
    assert result.err == (
        "redis/bookworm: error: redis was not ready\n  look at it\n  the last lines of its log:\n    first\n    last\n"
        "redis/trixie: recorded 1.0_trixie.prom\n"
    )


def test_json(cli: Callable[..., Any], lab: tuple[list[str], Failures]) -> None:
    lab[1]["redis/trixie"] = BadInput("the lab is wrong")
    result = cli("lab", "record", "redis", "--json")
    assert result.code == 3
    assert json.loads(result.out) == {
        "recorded": [{"entry": "redis", "run": "bookworm", "files": ["catalog/redis/recordings/1.0_bookworm.prom"]}],
        "failed": [{"entry": "redis", "run": "trixie", "message": "the lab is wrong", "log": ""}],
    }


def test_a_defect_in_a_run_is_told_apart(cli: Callable[..., Any], lab: tuple[list[str], Failures]) -> None:
    lab[1]["redis/trixie"] = ZeroDivisionError("by zero")
    result = cli("lab", "record", "redis")
    assert result.code == 70
    assert "redis/trixie: unexpected ZeroDivisionError: by zero" in result.err


def test_without_a_sandbox_nothing_begins(
    cli: Callable[..., Any], lab: tuple[list[str], Failures], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporterhub.programs, "sandbox_unavailable", lambda: "the kernel forbids it")
    result = cli("lab", "record", "redis")
    assert result.code == Missing.exit_code
    assert result.err == "error: the lab needs a sandbox: the kernel forbids it\n"
    assert lab[0] == []


def test_the_installed_catalog_is_not_written_to(
    cli: Callable[..., Any], lab: tuple[list[str], Failures], tmp_path: Path
) -> None:
    installed = tmp_path / "_catalog"
    shutil.copytree(Path(__file__).parent / "catalog", installed)
    result = cli("lab", "record", "redis", "--catalog", str(installed))
    assert result.code == 2
    assert "--catalog DIR" in result.err
    assert lab[0] == []


def test_each_run_has_a_thread_of_its_own(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox ends with the thread that started it, so a run never moves to another one, nor to the main one."""
    meeting = threading.Barrier(2, timeout=10)
    threads: list[int] = []

    def record(entry: Any, run: Any, *, report: Callable[[Event], None]) -> list[Path]:
        threads.append(threading.get_ident())
        meeting.wait()
        return []

    monkeypatch.setattr(exporterhub.lab, "record", record)
    monkeypatch.setattr(exporterhub.programs, "sandbox_unavailable", lambda: "")
    assert cli("lab", "record", "redis", "--jobs", "2").code == 0
    assert len({*threads, threading.get_ident()}) == 3


BUSY_LAB = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
import exporterhub.lab, exporterhub.programs
from exporterhub.cli import main
from exporterhub.lab import Event

def record(entry, run, *, report):
    report(Event(entry.slug, run.name, "start", "starting redis"))
    ThreadPoolExecutor().submit(threading.Event().wait).result()  # as packages that are being unpacked

exporterhub.lab.record = record
exporterhub.programs.sandbox_unavailable = lambda: ""
sys.exit(main(sys.argv[1:]))
"""


def test_interrupt_ends_everything_at_once(work: Path) -> None:
    command = [sys.executable, "-c", BUSY_LAB, "lab", "record", "redis", "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            assert process.stdout is not None
            assert process.stderr.readline() == "redis/bookworm: starting redis\n"
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130
            assert process.stderr.read().startswith("interrupted: ")
            assert process.stdout.read() == ""
        finally:
            process.kill()


QUICK_LAB = BUSY_LAB.replace("ThreadPoolExecutor().submit(threading.Event().wait).result()", "return []")


def test_a_terminal_shows_what_is_under_way(work: Path, on_terminal: Callable[..., str]) -> None:
    text = on_terminal([sys.executable, "-c", QUICK_LAB, "lab", "record", "redis", "--no-color"], columns=100)
    assert "starting redis" in text
    assert "redis/bookworm: recorded" in text
    assert "0 pages recorded in 2 runs" in text
    assert "\x1b[?25l" in text, "the cursor is hidden while lines are redrawn"
    assert text.index("\x1b[?25h") > text.index("\x1b[?25l"), "and shown again"

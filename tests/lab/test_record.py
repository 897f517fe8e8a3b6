"""Recording for real: redis and its exporter in the sandbox, and every way it can go wrong."""

from __future__ import annotations

import datetime
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import Entry, load, read_recording
from exporterhub.catalog.models import Lab
from exporterhub.errors import BadInput, LabFailure
from exporterhub.lab import Event, record
from exporterhub.lab._sandboxed import scratch_folder

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]


@pytest.fixture
def redis(catalog_folder: Path) -> Entry:
    return load([catalog_folder]).entries["redis"]


def with_lab(entry: Entry, change: Callable[[dict[str, Any]], None]) -> Entry:
    """The entry with parts of its lab changed."""
    assert entry.lab is not None
    data = json.loads(entry.lab.model_dump_json(exclude_unset=True))
    change(data)
    return replace(entry, lab=Lab.model_validate(data))


def run_named(entry: Entry, name: str) -> Any:
    assert entry.lab is not None
    return next(run for run in entry.lab.runs if run.name == name)


def test_a_recording_says_where_it_came_from(redis: Entry, tmp_path: Path) -> None:
    seen: list[Event] = []
    written = record(
        redis, run_named(redis, "trixie"), report=seen.append, folder=tmp_path, date=datetime.date(2026, 1, 2)
    )
    assert [path.name for path in written] == ["1.69.0_trixie.prom"]
    recording, findings = read_recording(written[0])
    assert findings == []
    assert recording is not None
    assert (recording.exporter, recording.version) == ("prometheus-redis-exporter", "1.69.0")
    assert (recording.target, recording.suite, recording.date) == ("redis-server", "trixie", "2026-01-02")
    families = recording.inventory().families
    assert "redis_connected_clients" in families
    assert max(info.series for info in families.values()) <= 20
    assert [event.stage for event in seen if event.stage != "root"][:2] == ["start", "ready"]
    assert seen[-1].stage == "written"


def test_two_labs_side_by_side_do_not_meet(redis: Entry, tmp_path: Path) -> None:
    """Both services listen on their default port at the same time."""
    failures: list[Exception] = []

    def one(name: str) -> None:
        try:
            record(redis, run_named(redis, name), folder=tmp_path / name)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=one, args=(name,)) for name in ("trixie", "sid")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(list(tmp_path.rglob("*.prom"))) == 2


def test_a_service_that_ends_gives_its_last_words(redis: Entry, tmp_path: Path) -> None:
    def break_it(data: dict[str, Any]) -> None:
        data["programs"]["redis"]["run"] = "echo this is the reason >&2; exit 3"

    broken = with_lab(redis, break_it)
    with pytest.raises(LabFailure, match="redis ended with exit code 3 before it was ready") as caught:
        record(broken, run_named(broken, "trixie"), folder=tmp_path)
    assert caught.value.log == "this is the reason"
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_never_becomes_ready_says_what_is_open(redis: Entry, tmp_path: Path) -> None:
    def break_it(data: dict[str, Any]) -> None:
        data["programs"]["exporter"]["ready"] = {
            "http": "http://127.0.0.1:9121/metrics",
            "sample": ["redis_up 0"],
            "seconds": 1,
        }

    broken = with_lab(redis, break_it)
    with pytest.raises(LabFailure, match="has no sample `redis_up 0`"):
        record(broken, run_named(broken, "trixie"), folder=tmp_path)


def test_a_failing_load_and_a_wrong_url_are_failures(redis: Entry, tmp_path: Path) -> None:
    def bad_load(data: dict[str, Any]) -> None:
        data["load"] = [{"program": "redis", "run": "redis-cli nonsense | grep -q OK"}]

    def bad_url(data: dict[str, Any]) -> None:
        data["load"] = []
        data["settle"] = 0
        data["scrapes"] = [{"url": "http://127.0.0.1:9122/metrics"}]

    for change, message in ((bad_load, "load in redis ended"), (bad_url, "Connection refused")):
        broken = with_lab(redis, change)
        with pytest.raises(LabFailure, match=message):
            record(broken, run_named(broken, "trixie"), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_package_is_bad_input(redis: Entry, tmp_path: Path) -> None:
    def break_it(data: dict[str, Any]) -> None:
        data["programs"]["redis"]["packages"] = ["redis-sever"]

    broken = with_lab(redis, break_it)
    with pytest.raises(BadInput, match="redis-sever"):
        record(broken, run_named(broken, "trixie"), folder=tmp_path)


RECORDER = """
import sys
from pathlib import Path
from exporterhub.catalog import load
from exporterhub.lab import record
entry = load([Path(sys.argv[1])]).entries["redis"]
run = next(run for run in entry.lab.runs if run.name == "trixie")
record(entry, run, folder=Path(sys.argv[2]), report=lambda event: print(event.stage, flush=True))
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_what_it_starts_ends_with_it(how: signal.Signals, catalog_folder: Path, tmp_path: Path) -> None:
    """kill -9 and Ctrl-C while the lab works: no process of the sandbox is left, nothing is half-written."""
    command = [sys.executable, "-c", RECORDER, str(catalog_folder), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            assert any(line == "load\n" for line in process.stdout)
            children = _descendants(process.pid)
            assert any("redis-server" in _command(pid) for pid in children)
            process.send_signal(how)
            process.wait(timeout=30)
        finally:
            process.kill()
    _wait_for(lambda: not [pid for pid in children if _command(pid)])
    assert list(tmp_path.iterdir()) == []
    assert list(scratch_folder().iterdir()) == []


def _descendants(pid: int) -> list[int]:
    found = []
    tasks = Path(f"/proc/{pid}/task")
    for task in tasks.iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_descendants(int(child))]
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come to hold in time"
        time.sleep(0.05)

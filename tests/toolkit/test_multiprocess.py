"""Applications of several processes: the same numbers as the library's, and a folder that does not grow."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.multiprocess import MultiProcessCollector

from exporterhub.errors import BadInput
from exporterhub.toolkit import CollectorSource, Runner, Scrape
from exporterhub.toolkit.multiprocess import MultiprocessCollector
from exporterhub.toolkit.multiprocess import folder as folder_module
from exporterhub.toolkit.testing import scrape

WORKER = """
import sys
from prometheus_client import Counter, Gauge, Histogram, Summary
number = int(sys.argv[1])
Counter("jobs", "Jobs.", ["kind"]).labels("a").inc(number)
Histogram("took_seconds", "Took.", ["path"], buckets=(1, 2.5)).labels("/").observe(number)
Summary("size_bytes", "Size.").observe(number)
for mode in ("all", "liveall", "min", "max", "sum", "mostrecent", "livesum", "livemax"):
    Gauge(f"gauge_{mode}", "Gauge.", multiprocess_mode=mode).set(number)
"""


def work(folder: Path, *numbers: int) -> None:
    """Processes of an application that do their work and end."""
    for number in numbers:
        environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
        subprocess.run([sys.executable, "-c", WORKER, str(number)], env=environ, check=True)


def store(folder: Path, name: str, entries: Iterable[tuple[list[Any], float]]) -> None:
    """A file as the library writes it."""
    data = b""
    for key, value in entries:
        encoded = json.dumps(key).encode()
        padded = encoded + b" " * (8 - (len(encoded) + 4) % 8)
        data += struct.pack(f"i{len(padded)}sdd", len(encoded), padded, value, 1.0)
    (folder / name).write_bytes(struct.pack("ii", len(data) + 8, 0) + data)


def count(folder: Path, pid: int, value: float = 1.0) -> None:
    store(folder, f"counter_{pid}.db", [(["jobs", "jobs_total", {"kind": "a"}, "Jobs."], value)])


def values(collector: Any) -> dict[Any, float]:
    families = collector.collect(Scrape(0.0)) if isinstance(collector, MultiprocessCollector) else collector.collect()
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def jobs(collector: MultiprocessCollector) -> float:
    return values(collector)["jobs_total", frozenset({("kind", "a")})]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.db"))


def alive(*pids: int) -> Any:
    return lambda pid: pid in pids


def test_it_collects_what_the_library_collects(tmp_path: Path) -> None:
    work(tmp_path, 3, 1, 2)
    theirs = values(MultiProcessCollector(None, str(tmp_path)))
    everything_lives = MultiprocessCollector(tmp_path, alive=lambda _pid: True)
    assert values(everything_lives) == theirs
    assert theirs["took_seconds_bucket", frozenset({("path", "/"), ("le", "+Inf")})] == 3


def test_what_the_dead_counted_stays_and_their_files_go(tmp_path: Path) -> None:
    work(tmp_path, 3, 1, 2)
    before = values(MultiProcessCollector(None, str(tmp_path)))
    count(tmp_path, 1, 10.0)  # a process that lives
    collector = MultiprocessCollector(tmp_path, alive=alive(1))
    for _ in range(3):
        now = values(collector)
        kept = {key: value for key, value in before.items() if "live" not in key[0]}
        kept["jobs_total", frozenset({("kind", "a")})] += 10.0
        assert now == kept
    assert files(tmp_path) == ["counter_1.db"]


def test_nothing_is_removed_while_nobody_lives(tmp_path: Path) -> None:
    work(tmp_path, 3)
    before = files(tmp_path)
    assert jobs(MultiprocessCollector(tmp_path, alive=alive())) == 3.0
    assert files(tmp_path) == before


def test_ten_thousand_processes(tmp_path: Path) -> None:
    """The folder stays as large as the living processes make it, and no count is lost."""
    collector = MultiprocessCollector(tmp_path, alive=alive(1))
    count(tmp_path, 1, 0.0)
    for batch in range(100):
        for number in range(100):
            pid = 2 + batch * 100 + number
            count(tmp_path, pid)
            store(tmp_path, f"gauge_all_{pid}.db", [(["load", "load", {}, "Load."], 1.0)])
        assert jobs(collector) == (batch + 1) * 100
        assert files(tmp_path) == ["counter_1.db"]
    assert len(values(collector)) == 1 + 100  # the gauges of the last hundred
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 50_000


def test_a_crash_after_the_sum_was_written_counts_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count(tmp_path, 1)
    count(tmp_path, 2)
    collector = MultiprocessCollector(tmp_path, alive=alive(1))

    def crash(_self: Path, missing_ok: bool = False) -> None:
        raise OSError("crash")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", crash)
        with pytest.raises(OSError, match="crash"):
            jobs(collector)
    assert files(tmp_path) == ["counter_1.db", "counter_2.db"]
    assert jobs(collector) == 2.0
    assert files(tmp_path) == ["counter_1.db"]


def test_a_pid_that_is_used_again(tmp_path: Path) -> None:
    count(tmp_path, 1)
    count(tmp_path, 2, 5.0)
    assert jobs(MultiprocessCollector(tmp_path, alive=alive(1))) == 6.0
    count(tmp_path, 2, 1.0)
    assert jobs(MultiprocessCollector(tmp_path, alive=alive(1, 2))) == 7.0
    assert jobs(MultiprocessCollector(tmp_path, alive=alive(1))) == 7.0


@pytest.mark.parametrize("content", [b"", b"\x01", b"\xff" * 100, struct.pack("ii", 1 << 20, 0) + b"x" * 50])
def test_a_damaged_file_costs_only_itself(tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    count(tmp_path, 1)
    (tmp_path / "counter_2.db").write_bytes(content)
    (tmp_path / "notes.db").write_bytes(content)
    assert jobs(MultiprocessCollector(tmp_path, alive=alive(1, 2))) == 1.0
    (tmp_path / "compacted.json").write_bytes(content)
    assert jobs(MultiprocessCollector(tmp_path, alive=alive(1, 2))) == 1.0


def test_a_folder_that_cannot_be_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count(tmp_path, 1)
    count(tmp_path, 2)

    def refuse(*_: Any) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(folder_module.os, "open", refuse)
    assert jobs(MultiprocessCollector(tmp_path, alive=alive(1))) == 2.0
    assert files(tmp_path) == ["counter_1.db", "counter_2.db"]


def test_this_process_is_alive_and_one_that_ended_is_not() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert folder_module.is_alive(os.getpid())
    assert not folder_module.is_alive(process.pid)


def test_the_page(tmp_path: Path) -> None:
    work(tmp_path, 2)
    source = CollectorSource(Runner([MultiprocessCollector(tmp_path)], namespace="app"))
    families = {family.name: family for family in scrape(source)}
    assert [sample.value for sample in families["took_seconds"].samples if "le" in sample.labels] == [0, 1, 1]
    assert families["jobs_total"].samples[0].value == 2
    source.close()


def test_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    for path in (None, tmp_path / "nowhere"):
        with pytest.raises(BadInput, match="is no folder of a multiprocess application"):
            MultiprocessCollector(path)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    assert MultiprocessCollector().collect(Scrape(0.0)) == []

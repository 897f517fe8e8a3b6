"""Cells: what they count is what the library would have written, and a full file costs nothing but the new sample."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from exporterhub.exposition import Family
from exporterhub.toolkit import Scrape
from exporterhub.toolkit.multiprocess import Cells, MultiprocessCollector, families


def found(given: list[Family]) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in given for s in family.samples}


def test_the_library_reads_them(tmp_path: Path) -> None:
    counters = Cells("counter", folder=tmp_path)
    place = counters.cell("jobs", "jobs_total", {"kind": "a"}, "Jobs.")
    for _ in range(3):
        counters.memory[place] += 1.0
    buckets = Cells("histogram", folder=tmp_path)
    for bound, count in (("1.0", 2.0), ("+Inf", 1.0)):
        buckets.memory[buckets.cell("took", "took_bucket", {"le": bound}, "Took.")] = count
    read = MultiProcessCollector(CollectorRegistry(), path=str(tmp_path)).collect()
    samples = {(s.name, *s.labels.values()): s.value for metric in read for s in metric.samples}
    assert samples == {
        ("jobs_total", "a"): 3.0,
        ("took_bucket", "1.0"): 2.0,
        ("took_bucket", "+Inf"): 3.0,
        ("took_count",): 3.0,
    }


def test_the_collector_reads_them_and_they_read_themselves(tmp_path: Path) -> None:
    shared, own = Cells("gauge", "livesum", folder=tmp_path), Cells("gauge", "livesum")
    for cells in (shared, own):
        cells.memory[cells.cell("busy", "busy", {}, "Busy.")] = 2.5
    from_files = MultiprocessCollector(tmp_path).collect(Scrape(0.0))
    assert found(from_files) == found(families(own.values())) == {("busy", ()): 2.5}


def test_processes_add_up(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from exporterhub.toolkit.multiprocess import Cells\n"
        "c = Cells('counter', folder=Path(sys.argv[1]))\n"
        "c.memory[c.cell('jobs', 'jobs_total', {}, 'Jobs.')] += 5\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    cells = Cells("counter", folder=tmp_path)
    cells.memory[cells.cell("jobs", "jobs_total", {}, "Jobs.")] += 2.0
    assert found(MultiprocessCollector(tmp_path).collect(Scrape(0.0))) == {("jobs_total", ()): 7.0}


def test_the_same_sample_has_the_same_cell() -> None:
    cells = Cells("counter")
    assert cells.cell("a", "a_total", {"x": "1"}, "A.") == cells.cell("a", "a_total", {"x": "1"}, "A.")
    assert cells.cell("a", "a_total", {"x": "2"}, "A.") != cells.cell("a", "a_total", {"x": "1"}, "A.")


def test_what_has_no_more_room_is_counted_nowhere(tmp_path: Path) -> None:
    cells = Cells("counter", folder=tmp_path, size=512)
    for number in range(20):
        cells.memory[cells.cell("a", "a_total", {"x": str(number)}, "A.")] += 1.0
    values = found(MultiprocessCollector(tmp_path).collect(Scrape(0.0)))
    assert 0 < len(values) < 20
    assert set(values.values()) == {1.0}
    assert len(found(families(cells.values()))) == len(values)


def test_the_room_is_taken_at_once(tmp_path: Path) -> None:
    Cells("counter", folder=tmp_path)
    status = (tmp_path / f"counter_{os.getpid()}.db").stat()
    assert status.st_blocks * 512 >= status.st_size

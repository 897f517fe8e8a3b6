"""Pages: what is read off an exposition, a recording and an entry."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from exporterhub.catalog import Recording
from exporterhub.errors import BadInput
from exporterhub.rules import page_of, pages_from_entry, pages_from_file

TEXT = b"""# TYPE x counter
x{a="1"} 3
x{a="2",b="y"} 4
# TYPE h histogram
h_bucket{le="+Inf"} 1
h_sum 2
h_count 1
# TYPE later counter
"""
RECORDING = b"""# exporterhub-recording: 1
# exporter: some-exporter 1.2.3
# suite: trixie
# run: trixie-plain
# url: http://127.0.0.1:1/metrics
# content-type: text/plain; version=0.0.4; charset=utf-8
# date: 2026-01-02
# trimmed: x 2 of 900
# redacted: x b
"""


def test_a_page_has_series_by_name_with_their_labels_and_values() -> None:
    page = page_of("p", TEXT)
    assert sorted(page.metrics) == ["h_bucket", "h_count", "h_sum", "x"]
    metric = page.metrics["x"]
    assert (metric.family, metric.type, metric.series) == ("x", "counter", 2)
    assert metric.values == {"a": {"1", "2"}, "b": {"y"}}
    assert metric.carried == {"a": 2, "b": 1}
    assert page.families["h"] == ("histogram", ("h_bucket", "h_sum", "h_count"))
    assert page.families["later"] == ("counter", ())


def test_openmetrics_is_guessed_and_names_stay_as_exposed() -> None:
    page = page_of("p", b"# TYPE x counter\nx_total 1\nx_created 1\n# EOF\n")
    assert page.families["x"] == ("counter", ("x_total", "x_created"))


def test_a_page_with_bad_lines_gives_its_good_ones() -> None:
    assert list(page_of("p", b"x 1\n}{ nonsense\ny 2\n").metrics) == ["x", "y"]


def test_a_recording_knows_what_was_trimmed_and_redacted(tmp_path: Path) -> None:
    path = tmp_path / "1.2.3_trixie-plain.prom"
    path.write_bytes(RECORDING + TEXT)
    (page,) = pages_from_file(path)
    assert page.name == "1.2.3_trixie-plain"
    assert (page.metrics["x"].kept, page.metrics["x"].total, page.metrics["x"].redacted) == (2, 900, frozenset("b"))
    assert page.metrics["h_sum"].total == 0


def test_a_plain_page_is_named_after_its_file(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(TEXT)
    (page,) = pages_from_file(path)
    assert page.name == str(path)


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        pages_from_file(tmp_path / "none")


def entry(*recordings: Recording) -> Any:
    """An entry, as far as pages need one."""
    return cast(Any, SimpleNamespace(slug="some", recordings=recordings))


def recording(folder: Path, version: str) -> Recording:
    """A recording on disk."""
    path = folder / f"{version}_a.prom"
    path.write_bytes(RECORDING + TEXT)
    return Recording(path, f"{version}_a", "some-exporter", version, "trixie", "a")


def test_an_entry_gives_the_recordings_of_a_version(tmp_path: Path) -> None:
    some = entry(recording(tmp_path, "1.0"), recording(tmp_path, "2.0"))
    assert [page.name for page in pages_from_entry(some)] == ["1.0_a", "2.0_a"]
    assert [page.name for page in pages_from_entry(some, "2.0")] == ["2.0_a"]


def test_a_version_that_was_not_recorded_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"some@3\.0\n  Recorded versions: 1\.0, 2\.0\."):
        pages_from_entry(entry(recording(tmp_path, "1.0"), recording(tmp_path, "2.0")), "3.0")
    with pytest.raises(BadInput, match="exporterhub lab record some"):
        pages_from_entry(entry())

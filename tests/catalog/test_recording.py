"""Recordings: the header read and written, the page without it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from exporterhub.catalog import Recording, read_recording, split_header, write_header
from exporterhub.errors import BadInput

PAGE = b'# HELP a_b Text\n# TYPE a_b gauge\na_b{x="1"} 1\na_b{x="2"} 2\n'
FULL = Recording(
    path=Path("x/1.69.0_trixie.prom"),
    name="1.69.0_trixie",
    exporter="prometheus-redis-exporter",
    version="1.69.0",
    target="redis-server",
    target_version="8.0.2",
    suite="trixie",
    run="trixie",
    flags="--check-keys=db0=a*  --x",
    date="2026-11-24",
    url="http://127.0.0.1:9121/metrics",
    trimmed={"go_gc_pauses_seconds": 1344, "a_b": 7},
    kept={"go_gc_pauses_seconds": 18},
    redacted={"node_uname_info": ("release", "version")},
)


def test_a_header_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "1.69.0_trixie.prom"
    header = write_header(FULL, PAGE)
    path.write_bytes(header.encode() + PAGE)
    found, findings = read_recording(path)
    assert findings == []
    assert found is not None
    expected = dataclasses.replace(
        FULL,
        path=path,
        flags="--check-keys=db0=a* --x",
        kept={"go_gc_pauses_seconds": 18, "a_b": 2},
        header_lines=12,
    )
    assert found == expected
    assert found.page() == PAGE
    assert len(found.sha256) == 64
    assert list(found.inventory().families) == ["a_b"]
    assert found.inventory() is found.inventory()


def test_the_header_says_what_the_brief_of_the_format_says(golden: Callable[[Path, str], None]) -> None:
    golden(Path(__file__).parent / "cases" / "recording" / "header.expected", write_header(FULL, PAGE))


def test_what_is_empty_is_left_out() -> None:
    bare = dataclasses.replace(FULL, target="", target_version="", flags="", trimmed={}, redacted={})
    keys = [line.split(":")[0] for line in write_header(bare).splitlines()]
    wanted = ("exporterhub-recording", "exporter", "suite", "run", "url", "content-type", "date")
    assert keys == [f"# {key}" for key in wanted]


def test_a_page_without_header_is_all_page() -> None:
    assert split_header(PAGE) == (b"", PAGE)


def test_the_header_ends_where_the_page_begins() -> None:
    header = write_header(FULL).encode()
    for page in (PAGE, b"# a comment\n", b"a 1\n# run: no header\n", b"", b"# TYPE a gauge\na 1\n# EOF\n"):
        assert split_header(header + page) == (header, page)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("recording: 1", "recording: 2"), "does not begin with"),
        (lambda text: text.replace("# suite: trixie\n", ""), "'# suite: ...'"),
        (lambda text: text.replace("# exporter: prometheus-redis-exporter 1.69.0", "# exporter: 1.69.0"), "<package>"),
        (lambda text: text.replace("# run: trixie\n", "# run: trixie\n# run: sid\n"), "said twice"),
        (lambda text: text.replace("18 of 1344", "18"), "<family> <kept> of <all>"),
        (lambda text: "# TYPE a gauge\na 1\n", "does not begin with"),
    ],
)
def test_a_header_that_is_not_whole_is_found(tmp_path: Path, change: Callable[[str], str], message: str) -> None:
    path = tmp_path / "1.prom"
    path.write_text(change(write_header(FULL)) + PAGE.decode())
    _, findings = read_recording(path)
    assert any(message in finding.message for finding in findings), findings
    assert all(finding.id == "recording/header" and finding.line for finding in findings)


def test_a_recording_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_recording(tmp_path / "none.prom")
    with pytest.raises(BadInput, match="cannot be read"):
        dataclasses.replace(FULL, path=tmp_path / "none.prom").page()

"""Files that stay open, and those that must not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from exporterhub.node.files import File, Shared, read, try_read


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_file_of_the_kernel_stays_open() -> None:
    file = File("/proc/loadavg", whole=True)
    assert file.read().count(b" ") == 4
    before = descriptors()
    for _ in range(100):
        file.read()
    assert descriptors() == before
    file.close()
    assert descriptors() == before - 1
    assert file.read()


def test_a_list_longer_than_a_page_is_read_to_its_end(tmp_path: Path) -> None:
    mappings = File("/proc/self/smaps")
    assert mappings.read().count(b"VmFlags") == mappings.read().count(b"VmFlags") > 10
    long = tmp_path / "long"
    long.write_bytes(b"0123456789" * 5000)
    file = File(str(long), whole=True)
    assert file.read() == file.read() == long.read_bytes()


def test_any_other_file_is_opened_anew(tmp_path: Path) -> None:
    path = tmp_path / "value"
    path.write_text("1")
    file = File(str(path))
    assert file.read() == b"1"
    (tmp_path / "new").write_text("2")
    (tmp_path / "new").rename(path)
    assert file.read() == b"2"
    path.unlink()
    with pytest.raises(FileNotFoundError):
        file.read()


def test_a_descriptor_that_fails_is_replaced() -> None:
    file = File("/proc/loadavg")
    file.read()
    os.close(file._descriptor)
    file._descriptor = os.open("/proc/self/attr/current", os.O_WRONLY)  # cannot be read
    assert file.read().count(b" ") == 4


def test_one_read_serves_a_whole_scrape(tmp_path: Path) -> None:
    path = tmp_path / "value"
    path.write_text("1")
    file, scrape = Shared(str(path)), object()
    assert file.of(scrape) == b"1"
    path.write_text("2")
    assert file.of(scrape) == b"1"
    assert file.of(object()) == b"2"
    path.write_text("3")
    assert file.of(None) == b"3"


def test_what_cannot_be_read(tmp_path: Path) -> None:
    assert try_read(str(tmp_path / "no")) is None
    with pytest.raises(IsADirectoryError):
        read(str(tmp_path))

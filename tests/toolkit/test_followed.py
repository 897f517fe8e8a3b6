"""A value that follows files."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from exporterhub.toolkit.web.followed import Followed


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    monkeypatch.setattr("exporterhub.toolkit.web.followed.time.time", lambda: real() + 60)


class Reader:
    def __init__(self, path: Path) -> None:
        self.path, self.calls = path, 0

    def __call__(self) -> tuple[str, tuple[str]]:
        self.calls += 1
        return self.path.read_text(), (str(self.path),)


@pytest.mark.usefixtures("later")
def test_it_is_read_once_while_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("one")
    read = Reader(path)
    followed = Followed(read, (str(path),))
    assert [followed.get() for _ in range(5)] == ["one"] * 5
    assert read.calls == 1
    path.write_text("two!")
    assert followed.get() == "two!"
    assert read.calls == 2


def test_a_young_file_is_read_each_time(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("one")
    read = Reader(path)
    followed = Followed(read, (str(path),))
    for text in ("one", "two", "six", "ten"):  # same size, perhaps in one tick of the clock
        path.write_text(text)
        assert followed.get() == text


@pytest.mark.usefixtures("later")
def test_a_file_that_is_replaced(tmp_path: Path) -> None:
    path, other = tmp_path / "a", tmp_path / "b"
    path.write_text("one")
    other.write_text("two")
    os.utime(path, (1, 1))
    os.utime(other, (1, 1))
    followed = Followed(Reader(path), (str(path),))
    assert followed.get() == "one"
    other.replace(path)
    assert followed.get() == "two"


@pytest.mark.usefixtures("later")
def test_an_error_is_raised_each_time_and_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a"
    told: list[Exception] = []
    followed = Followed(Reader(path), (str(path),), on_error=told.append)
    for _ in range(3):
        with pytest.raises(FileNotFoundError):
            followed.get()
    assert len(told) == 1
    path.write_text("one")
    assert followed.get() == "one"
    path.unlink()
    with pytest.raises(FileNotFoundError):
        followed.get()
    assert len(told) == 2

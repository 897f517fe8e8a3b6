"""The folder that workers share: made, swept, gone at the end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from exporterhub.errors import BadInput
from exporterhub.hub.metrics import Metrics, Place, shared_place


def test_it_is_gone_at_the_end(tmp_path: Path) -> None:
    with shared_place(2, below=tmp_path) as place:
        assert place.folder is not None
        assert place.folder.is_dir()
        assert (place.parent, place.workers) == (os.getpid(), 2)
        Metrics(place)
        assert place.living() == [os.getpid()]
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_hub_left_is_swept(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"exporterhub-metrics-{ended.pid}-abc"
    left.mkdir()
    (left / "counter_1.db").write_bytes(b"")
    living = tmp_path / f"exporterhub-metrics-{os.getpid()}-abc"
    living.mkdir()
    other = tmp_path / "exporterhub-metrics-of-somebody"
    other.mkdir()
    with shared_place(1, below=tmp_path):
        assert not left.exists()
    assert sorted(tmp_path.iterdir()) == sorted([living, other])


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no folder can be made") as caught, shared_place(1, below=tmp_path / "nothing"):
        pass
    assert "TMPDIR" in caught.value.remedy


def test_dead_workers_do_not_live(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (tmp_path / f"counter_{ended.pid}.db").write_bytes(b"")
    (tmp_path / f"counter_{os.getpid()}.db").write_bytes(b"")
    (tmp_path / "compacted.json").write_bytes(b"{}")
    assert Place(tmp_path).living() == [os.getpid()]

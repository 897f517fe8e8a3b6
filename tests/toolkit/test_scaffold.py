"""A new exporter: its own tests pass, it runs, and its catalog entry is one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import check, load
from exporterhub.errors import BadInput
from exporterhub.toolkit.scaffold import new_exporter


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_exporter(tmp_path_factory.mktemp("new"), "my-queue", port=9123)


def test_its_own_tests_pass(project: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "EXPORTER_"))}
    done = subprocess.run(command, cwd=project, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d+ passed", done.stdout)


def test_it_runs(project: Path, tmp_path: Path, tools: Any) -> None:
    (tmp_path / "waits").write_bytes(b"123")
    environ = {**os.environ, "PYTHONPATH": str(project / "src")}
    command = [sys.executable, "-m", "my_queue_exporter", f"--path={tmp_path}", "--web.listen-address=127.0.0.1:0"]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        found = next(match for line in process.stderr if (match := re.search(r"Listening.* address=(\S+)", line)))
        page = tools.fetch(found[1]).text
        landing = tools.fetch(found[1], "/").text
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert "my_queue_size_bytes 3\n" in page
    assert "my_queue_exporter" in landing
    assert "Version: 0.1.0" in landing


def test_a_mistake_is_told(project: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(project / "src")}
    done = subprocess.run(
        [sys.executable, "-m", "my_queue_exporter", "--web.listen-address=nowhere"],
        env=environ, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.endswith(
        "error: 'nowhere' is no address to listen on\n"
        "  --web.listen-address takes HOST:PORT, for example :9100, 127.0.0.1:9100 or [::1]:9100\n"
    )


def test_its_catalog_entry_has_only_things_to_do(project: Path) -> None:
    catalog = load([project / "catalog"])
    assert {(finding.id, finding.severity) for finding in check(catalog)} == {("entry/todo", "warning")}
    exporter = catalog.entry("my-queue").exporter
    assert (exporter.technology, exporter.language, exporter.port) == ("My Queue", "Python", 9123)


def test_its_code_is_clean(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--isolated", "--line-length=120",
         "--select=E,F,I,W,UP,B,N", "."],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    form = [sys.executable, "-m", "ruff", "format", "--no-cache", "--isolated", "--line-length=120", "--check", "."]
    done = subprocess.run(form, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_its_files(project: Path) -> None:
    assert sorted(
        str(path.relative_to(project)) for path in project.rglob("*") if path.suffix != ".pyc" and path.is_file()
    ) == [
        "Containerfile",
        "README.md",
        "catalog/my-queue/exporter.yaml",
        "my-queue-exporter.service",
        "pyproject.toml",
        "src/my_queue_exporter/__init__.py",
        "src/my_queue_exporter/__main__.py",
        "src/my_queue_exporter/collector.py",
        "tests/page.prom",
        "tests/test_collector.py",
        "tests/test_page.py",
    ]
    text = "".join(path.read_text() for path in project.rglob("*") if path.suffix != ".pyc" and path.is_file())
    assert "$slug" not in text
    assert "${" not in text


def test_the_unit_passes_its_arguments(project: Path) -> None:
    unit = (project / "my-queue-exporter.service").read_text()
    assert "ExecStart=/opt/my-queue-exporter/bin/my-queue-exporter --web.listen-address=:9123 $ARGS\n" in unit
    assert "DynamicUser=yes" in unit


@pytest.mark.parametrize(
    ("name", "folder"),
    [("my_queue_exporter", "my-queue-exporter"), ("mq", "mq-exporter"), ("s3-exporter", "s3-exporter")],
)
def test_names(tmp_path: Path, name: str, folder: str) -> None:
    assert new_exporter(tmp_path, name).name == folder


@pytest.mark.parametrize("name", ["", "Queue", "a b", "../a", "a/b", "a--b", "-a", "1a", "exporter", "é", "a\n"])
def test_what_is_no_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="cannot be the name of an exporter"):
        new_exporter(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_and_nothing_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a-exporter").mkdir()
    with pytest.raises(BadInput, match="exists"):
        new_exporter(tmp_path, "a")
    with pytest.raises(BadInput, match="does not exist"):
        new_exporter(tmp_path / "nowhere", "a")
    with pytest.raises(BadInput, match="is no port"):
        new_exporter(tmp_path, "b", port=70000)

    def fail(_self: Path, _target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(BadInput, match="No space left"):
        new_exporter(tmp_path, "b")
    assert [path.name for path in tmp_path.iterdir()] == ["a-exporter"]

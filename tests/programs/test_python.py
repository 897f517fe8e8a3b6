"""This very Python in a sandbox: the same version and the same packages, on whatever root, and nothing to write to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import exporterhub
from exporterhub.errors import Missing
from exporterhub.programs import Inner, inner_command, outer_command, this_python
from exporterhub.programs import _python as python_module


def run(code: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run ``code`` with the interpreter, in a sandbox on ``root``."""
    inner = Inner(root, readable=this_python().readable)
    command = outer_command(inner_command(inner, [*this_python().command, "-c", code]))
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.sandbox
def test_it_is_the_same_python_with_the_same_packages() -> None:
    code = (
        "import sys, ssl, sqlite3, exporterhub, pydantic_core, granian._granian\n"
        "print(sys.version_info[:3], exporterhub.__version__, exporterhub.__file__)"
    )
    done = run(code, Path("/"))
    assert done.stdout.startswith(f"{sys.version_info[:3]} {exporterhub.__version__} /exporterhub/"), done.stderr


@pytest.mark.sandbox
def test_nothing_of_it_can_be_written() -> None:
    done = run("import exporterhub; open(exporterhub.__file__, 'a')", Path("/"))
    assert "Read-only file system" in done.stderr


@pytest.mark.sandbox
@pytest.mark.debian
def test_it_runs_on_the_root_of_another_suite() -> None:
    from exporterhub.programs import debian_root

    root = debian_root(["hostname"], "trixie").path
    assert run("import hashlib, exporterhub.catalog; print('ok')", root).stdout == "ok\n"


def test_the_script_passes_its_arguments_on() -> None:
    script = this_python().script("exporterhub.cli")
    assert script.startswith("#!/bin/sh\nexec env PYTHONHOME=/exporterhub/python ")
    assert script.endswith(' -m exporterhub.cli "$@"\n')


def test_without_ldd_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        python_module.subprocess, "run", lambda *_, **__: (_ for _ in ()).throw(FileNotFoundError(2, "no"))
    )
    with pytest.raises(Missing, match="ldd cannot be run"):
        this_python.__wrapped__()

"""promtool: the one of Debian, in a sandbox, or where none can be made the one on the path."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from exporterhub.errors import LabFailure, Missing
from exporterhub.programs import debian_root, run_tool, sandbox_unavailable

__all__ = ["Promtool", "promtool"]

Promtool = Callable[[Sequence[str], Path], "subprocess.CompletedProcess[bytes]"]
"""Runs promtool with some arguments in a folder, to its end."""

_SECONDS = 600.0


def promtool(progress: Callable[[str], None] = lambda _: None, suite: str = "trixie") -> Promtool:
    """A promtool that runs. ``progress`` is called with a line of text when getting it takes long.

    Raises Missing where neither Debian's can be had nor one is on the path.
    """
    try:
        if reason := sandbox_unavailable():
            raise Missing(reason)
        root = debian_root(["promtool"], suite, progress=progress)
    except Missing as missing:
        found = shutil.which("promtool")
        if found is None:
            remedy = f"{missing.remedy}; or install promtool".removeprefix("; or ")
            raise Missing(f"promtool is needed: {missing.message}", remedy=remedy) from missing
        return lambda words, folder: _bounded(lambda: _run([found, *words], folder))
    return lambda words, folder: _bounded(lambda: run_tool(root, ["promtool", *words], folder=folder, seconds=_SECONDS))


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False)


def _bounded(run: Callable[[], subprocess.CompletedProcess[bytes]]) -> subprocess.CompletedProcess[bytes]:
    try:
        return run()
    except subprocess.TimeoutExpired as error:
        raise LabFailure(
            f"promtool did not end within {_SECONDS:.0f} s", remedy="shorten the tests, or lengthen their interval"
        ) from error

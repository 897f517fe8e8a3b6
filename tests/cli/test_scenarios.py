"""Scenarios: ``cases/*.txt`` hold commands, what they print and their exit codes, as a person would see them.

A line ``$ exporterhub ...`` is run; ``< FILE`` at its end gives standard input, and ``{server}`` is the address of the
test's server of pages. What follows is what it wrote (``! `` marks standard error), then ``[exit code]``.
Lines that begin with ``#`` before the first command, or between commands after an empty line, are comments.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_scenario(
    case: Path, cli: Callable[..., Any], server: str, work: Path, golden: Callable[[Path, str], None]
) -> None:
    parts = []
    for comment, command in re.findall(r"((?:^#.*\n)*)^\$ (.*)$", case.read_text(encoding="utf-8"), re.MULTILINE):
        line, _, stdin = command.partition(" < ")
        words = shlex.split(line.replace("{server}", server))
        assert words[0] == "exporterhub"
        result = cli(*words[1:], stdin=(work / stdin).read_bytes() if stdin else b"")
        said = result.both.replace(server, "{server}").replace(str(work), "{work}")
        parts.append(f"{comment}$ {command}\n{said}[{result.code}]\n")
    golden(case, "\n".join(parts))


def test_there_are_scenarios() -> None:
    assert CASES

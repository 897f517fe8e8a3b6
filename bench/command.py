"""Starting the command: a cold search, whole process, beside an interpreter that does nothing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench import Row

KEEP = 5.0
TURNS = 30


def run() -> Iterator[Row]:
    """``exporterhub search redis`` against ``python -c pass``, in turn; medians."""
    command = [str(Path(sys.executable).with_name("exporterhub")), "search", "redis"]
    assert "redis" in subprocess.run(command, capture_output=True, text=True, check=True).stdout.lower()
    ours, peer = in_turn(command, [sys.executable, "-c", "pass"])
    ratio = ours / peer
    yield Row(
        "exporterhub search redis, cold, whole process",
        f"{ours * 1000:.1f} ms",
        f"{peer * 1000:.1f} ms",
        ratio,
        f"at most {KEEP:g}",
        ratio <= KEEP,
    )


def in_turn(*commands: list[str]) -> list[float]:
    """Median seconds of each command, run one after the other, again and again."""
    seconds: list[list[float]] = [[] for _ in commands]
    for _ in range(TURNS):
        for place, command in enumerate(commands):
            begin = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            seconds[place].append(time.perf_counter() - begin)
    return [statistics.median(taken) for taken in seconds]

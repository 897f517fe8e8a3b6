"""Distances to keep: each module measures ours and a peer side by side in one run, and gives rows with their ratio.

A module is found by being here and having ``run() -> Iterable[Row]``. Results are compared before anything is timed.
Nothing fails on a clock: a row says whether its distance is kept.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

__all__ = ["Row", "biggest_recording", "faster", "made_up_page", "text_recordings"]

CATALOG = Path(__file__).resolve().parent.parent / "catalog"


class Row(NamedTuple):
    """One distance. ``keep`` says what the ratio has to be, and is empty where it is printed for information."""

    name: str
    ours: str
    peer: str
    ratio: float
    keep: str
    met: bool


def faster(
    name: str,
    ours: Callable[[], object],
    peer: Callable[[], object],
    *,
    count: int,
    keep: float,
    unit: str = "samples/s",
) -> Row:
    """How many times faster ``ours`` does ``count`` things than ``peer``: the best of several turns, taken in turn.

    As ``timeit`` does it, the garbage collector is off while a turn lasts: when it comes depends on what else is held.
    """
    best = [float("inf"), float("inf")]
    ends = time.monotonic() + 4.0
    turns = 0
    while turns < 3 or time.monotonic() < ends:
        for place, action in enumerate((ours, peer)):
            gc.collect()
            gc.disable()
            begin = time.perf_counter()
            action()
            best[place] = min(best[place], time.perf_counter() - begin)
            gc.enable()
        turns += 1
    ratio = best[1] / best[0]
    met = not keep or ratio >= keep
    shown = [f"{count / seconds:,.0f} {unit}" for seconds in best]
    return Row(name, shown[0], shown[1], ratio, f"at least {keep:g}" if keep else "", met)


def text_recordings() -> Iterable[tuple[str, str]]:
    """Name and page of each recording in the text format."""
    from exporterhub.catalog import read_recording
    from exporterhub.exposition import is_openmetrics

    for path in sorted(CATALOG.glob("*/recordings/*.prom")):
        recording, _ = read_recording(path)
        if recording and not is_openmetrics(recording.content_type):
            yield f"{path.parent.parent.name} {recording.name}", recording.page().decode()


def biggest_recording() -> tuple[str, str]:
    """Name and page of the recording with most bytes."""
    return max(text_recordings(), key=lambda named: len(named[1]))


def made_up_page(samples: int = 100_000) -> str:
    """A page of counters with three labels, 1,000 in a family; no two label sets are the same."""
    lines = []
    for number in range(samples):
        family = f"made_up_{number // 1000}_requests_total"
        if number % 1000 == 0:
            lines.append(f"# HELP {family} Requests that nobody made.\n# TYPE {family} counter\n")
        labels = f'instance="host-{number}:9100",method="GET",path="/api/v1/items/{number * 7}"'
        lines.append(f"{family}{{{labels}}} {number * 1.25}\n")
    return "".join(lines)

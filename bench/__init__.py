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

_TURN = 0.05  # seconds, at least about
_SECONDS = 5.0

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

    As ``timeit`` does it: an action that is over at once is repeated, so that a turn lasts as long as one of a slow
    action; and the garbage collector, which comes when others have filled the memory, is off meanwhile.
    """
    actions = (ours, peer)
    once = [_turn(action, 1) for action in actions]
    repeats = [max(1, round(_TURN / seconds)) for seconds in once]
    best = list(once)
    ends = time.monotonic() + _SECONDS
    while time.monotonic() < ends:
        for place, action in enumerate(actions):
            best[place] = min(best[place], _turn(action, repeats[place]))
    ratio = best[1] / best[0]
    met = not keep or ratio >= keep
    shown = [f"{count / seconds:,.0f} {unit}" for seconds in best]
    return Row(name, shown[0], shown[1], ratio, f"at least {keep:g}" if keep else "", met)


def _turn(action: Callable[[], object], repeats: int) -> float:
    """Seconds for one action."""
    gc.collect()
    gc.disable()
    begin = time.perf_counter()
    for _ in range(repeats):
        action()
    seconds = time.perf_counter() - begin
    gc.enable()
    return seconds / repeats


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

"""One query over a long time, in pieces that the server allows."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from exporterhub.prometheus import Notice, Series, Server, TooMuch, TooSlow

from ._spells import joined
from ._state import State

__all__ = ["LEAST_POINTS", "MOST_POINTS", "ask"]

MOST_POINTS = 10_000
"""Prometheus allows 11,000 a series."""

LEAST_POINTS = 10
_MOST_WARNINGS = 5


def ask(server: Server, expr: str, state: State, end: float, step: float, told: Callable[[], None]) -> None:
    """Ask from where ``state`` ends up to but without ``end``; a piece that is too much for the server is made smaller.

    What a piece says is kept before the next is asked for. Raises what ``Server`` does: TooMuch and TooSlow only for
    the smallest piece.
    """
    points = MOST_POINTS
    server.on_notice = lambda notice: _warned(state, notice)
    told()
    while state.until < end:
        last = min(end - step, state.until + step * (points - 1))
        try:
            found = server.query_range(expr, state.until, last, step)
        except (TooMuch, TooSlow) as error:
            if points <= LEAST_POINTS:
                raise
            if isinstance(error, TooSlow):
                server.query("vector(1)")  # one that hangs at this as well need not be asked for less
            # Each try of something slow takes the whole time that is allowed: fewer of them.
            points = max(LEAST_POINTS, points // (4 if isinstance(error, TooSlow) else 2))
            continue
        _add(state, found, step)
        state.until = last + step
        state.save()
        told()


def _add(state: State, found: Sequence[Series], step: float) -> None:
    for series in found:
        key = json.dumps({name: value for name, value in sorted(series.labels.items()) if name != "__name__"})
        times = [(point.time, point.time) for point in series.points]
        state.intervals[key] = joined(state.intervals.get(key, []), joined([], times, step), step)


def _warned(state: State, notice: Notice) -> None:
    if notice.kind == "warning" and notice.text not in state.warnings and len(state.warnings) < _MOST_WARNINGS:
        state.warnings.append(notice.text)

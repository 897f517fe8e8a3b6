"""What is known of an expression on a server, kept in a file: a backtest goes on there after an interruption.

A file is for one expression, server and step. It knows a stretch of time without gaps, so a backtest of tomorrow asks
for one day more.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from ._spells import Interval

__all__ = ["State", "open_state"]


@dataclass
class State:
    """All evaluations from ``since`` up to but without ``until`` were asked for.

    ``intervals`` says by label set (JSON of its labels) when it was there, ``warnings`` what the server said about its
    answers.
    """

    path: Path | None
    since: float
    until: float
    intervals: dict[str, list[Interval]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def save(self) -> None:
        """Write it, as a whole or not at all. A folder that cannot be written to only costs the resuming."""
        if self.path is None:
            return
        data = {name: getattr(self, name) for name in ("since", "until", "intervals", "warnings")}
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=f"{self.path.stem}.", suffix=".new", dir=self.path.parent)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump(data, file)
                Path(temporary).replace(self.path)
            except BaseException:
                Path(temporary).unlink()
                raise


def open_state(folder: Path | None, *, server: str, expr: str, start: float, step: float, anew: bool = False) -> State:
    """What is known from ``start`` on; nothing where there is no file, a broken one, or one that knows another time.

    ``anew`` passes over what is known.
    """
    if folder is None:
        return State(None, start, start)
    name = hashlib.sha256(json.dumps([server, expr, step]).encode()).hexdigest()[:32]
    path = folder / f"{name}.json"
    if not anew:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            state = _read(path)
            if state.since <= start <= state.until:
                return state
    return State(path, start, start)


def _read(path: Path) -> State:
    data = json.loads(path.read_text(encoding="utf-8"))
    intervals = {str(key): [(float(a), float(b)) for a, b in found] for key, found in data["intervals"].items()}
    return State(path, float(data["since"]), float(data["until"]), intervals, [str(one) for one in data["warnings"]])

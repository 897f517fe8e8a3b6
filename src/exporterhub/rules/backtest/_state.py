"""What a backtest has learned so far, kept in a file so that it can go on after an interruption."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from ._spells import Interval

__all__ = ["State", "open_state"]


@dataclass
class State:
    """Of one expression: asked up to ``until``, and by label set (JSON of its labels) when it was there."""

    path: Path | None
    until: float
    intervals: dict[str, list[Interval]] = field(default_factory=dict)

    def save(self) -> None:
        """Write it, as a whole or not at all. A folder that cannot be written to only costs the resuming."""
        if self.path is None:
            return
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self.path.with_suffix(".new")
            temporary.write_text(json.dumps({"until": self.until, "intervals": self.intervals}), encoding="utf-8")
            temporary.replace(self.path)


def open_state(folder: Path | None, *, server: str, expr: str, start: float, end: float, step: float) -> State:
    """What is known of an expression over a time on a server; nothing yet where there is no file, or a broken one."""
    if folder is None:
        return State(None, start)
    name = hashlib.sha256(json.dumps([server, expr, start, end, step]).encode()).hexdigest()[:32]
    path = folder / f"{name}.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        intervals = {key: [(float(a), float(b)) for a, b in found] for key, found in data["intervals"].items()}
        return State(path, float(data["until"]), intervals)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return State(path, start)

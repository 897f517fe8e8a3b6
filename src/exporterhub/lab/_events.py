"""What the lab reports while it works. Printing it is the command line's affair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stage = Literal["root", "start", "ready", "load", "page", "written", "failed"]


@dataclass(frozen=True, slots=True)
class Event:
    """One step of one run: ``entry`` and ``run`` name the lab, ``text`` says in words what happened."""

    entry: str
    run: str
    stage: Stage
    text: str

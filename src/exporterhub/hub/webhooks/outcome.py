"""What came of one try."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``status`` is the answer's, 0 where none came; ``seconds`` how long it took; ``answer`` its first characters.

    ``problem`` says what went wrong and what to do; empty where the receiver took the event. ``retry_after`` are the
    seconds that it asked for; ``final`` says that another try would come to the same.
    """

    status: int = 0
    seconds: float = 0.0
    answer: str = ""
    problem: str = ""
    retry_after: float | None = None
    final: bool = False

    @property
    def ok(self) -> bool:
        """Whether the receiver took it."""
        return not self.problem

"""One call in a worker thread that several may wait for, and that none waits for longer than its deadline."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from .workers import Workers

__all__ = ["Flight"]

T = TypeVar("T")


class Flight(Generic[T]):
    """A call under way. It must not raise: its result says what went wrong.

    A flight that has not begun when its deadline passes never begins. One that is under way then is *stuck*: its thread
    is written off, and nobody waits for it any more.
    """

    def __init__(self, call: Callable[[], T], workers: Workers, *, started: float, deadline: float) -> None:
        self.started = started
        self.deadline = deadline
        self.result: T | None = None
        self.landed = threading.Event()
        self.stuck = False
        self._call: Callable[[], T] | None = call
        self._workers = workers
        self._begun = self._cancelled = False
        self._lock = threading.Lock()
        workers.submit(self._run)

    @property
    def begun(self) -> bool:
        """Whether a thread has taken the call."""
        return self._begun

    def wait(self, seconds: float) -> bool:
        """Whether the result is there within ``seconds``."""
        return self.landed.wait(seconds) if seconds > 0 else self.landed.is_set()

    def overdue(self, now: float) -> bool:
        """Whether it is past its deadline and without a result; once it is, its thread is given up."""
        if now < self.deadline or self.landed.is_set():
            return False
        with self._lock:
            if not self._begun and not self._cancelled:
                self._cancelled = True
                self._workers.withdraw(self._run)
                self.landed.set()
            elif self._begun and not self.stuck and not self.landed.is_set():
                self.stuck = True
                self._workers.lost()
        return True

    def _run(self) -> Callable[[], None] | None:
        with self._lock:
            call, self._call = self._call, None
            if self._cancelled or call is None:
                return None
            self._begun = True
        self.result = call()
        return self._land

    def _land(self) -> None:
        with self._lock:
            self.landed.set()
            if self.stuck:
                self._workers.found()

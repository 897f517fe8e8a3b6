"""statvfs(3) of many mounts, when any of them may never answer.

A call on a mount whose server is gone waits in the kernel, and nothing can end it. Calls are therefore made one after
another in a thread of their own. When one takes too long, its thread is written off with it, another thread makes the
other calls, and the mount is not touched again until that call returns.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable

__all__ = ["STUCK", "TOO_MANY", "Answer", "Asker", "ask"]

STUCK = "mountpoint timeout"  # node_exporter's word for it
TOO_MANY = "not asked: too many mounts hang"
_MOST_STUCK = 64  # threads that wait for ever; each holds some 30 KiB
_AFTER_A_HANG = 0.25  # seconds

Answer = os.statvfs_result | str
"""What a mount says of itself, or why it does not."""


def ask(path: str, statvfs: Callable[[str], os.statvfs_result] = os.statvfs) -> Answer:
    """What the mount at ``path`` says; this call may never return."""
    try:
        return statvfs(path)
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()
    except ValueError:  # a path with a null character
        return "invalid argument"


class _Calls:
    """The calls of one scrape: taken one by one by the thread that makes them, under the asker's lock."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.waiting = deque(paths)
        self.answers: dict[str, Answer] = {}
        self.asked = ""
        self.since = 0.0
        self.done = threading.Lock()
        self.done.acquire()


class Asker:
    """Asks mounts, for one scrape at a time. ``statvfs`` and ``clock`` are there to be replaced in tests."""

    def __init__(
        self,
        timeout: float = 5.0,
        *,
        statvfs: Callable[[str], os.statvfs_result] = os.statvfs,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._timeout = timeout
        self._statvfs = statvfs
        self._clock = clock
        self._stuck: set[str] = set()
        self._lock = threading.Lock()
        self._one = threading.Lock()
        self._worker: _Worker | None = None

    @property
    def stuck(self) -> frozenset[str]:
        """The mounts that have not answered yet."""
        with self._lock:
            return frozenset(self._stuck)

    def ask(self, paths: Iterable[str], timeout: float | None = None) -> dict[str, Answer]:
        """An answer for each path. A call that takes longer than ``timeout`` seconds (that of the asker) is given up.

        After a first mount hung, others get less time: many mounts of one dead server must not add up.
        """
        limit = self._timeout if timeout is None else min(timeout, self._timeout)
        with self._one:
            stuck = self.stuck
            answers: dict[str, Answer] = {path: STUCK for path in paths if path in stuck}
            calls = _Calls(path for path in paths if path not in stuck)
            while calls.waiting:
                if len(self.stuck) >= _MOST_STUCK:
                    answers.update(dict.fromkeys(calls.waiting, TOO_MANY))
                    break
                if not self._run(calls, limit):
                    limit = min(limit, _AFTER_A_HANG)
            return {**calls.answers, **answers}

    def _run(self, calls: _Calls, limit: float) -> bool:
        """Have the thread make the calls; False when one hangs and the rest is still to be made."""
        worker = self._worker
        if worker is None:
            worker = self._worker = _Worker(self._make)
        calls.since = self._clock()
        worker.start(calls)
        wait = limit
        while not calls.done.acquire(timeout=wait):
            with self._lock:
                wait = limit - (self._clock() - calls.since)
                if wait <= 0 and calls.asked:
                    self._give_up(calls)
                    return False
                wait = max(wait, _AFTER_A_HANG)
        return True

    def _give_up(self, calls: _Calls) -> None:
        """The call under way hangs; its thread is left to it."""
        assert self._worker is not None  # noqa: S101 - it makes the call
        self._stuck.add(calls.asked)
        calls.answers[calls.asked] = STUCK
        calls.asked = ""
        self._worker.give_up()
        self._worker = None

    def _make(self, calls: _Calls) -> bool:
        """The calls, in the worker's thread. False when it was given up meanwhile."""
        while True:
            with self._lock:
                if not calls.waiting:
                    calls.asked = ""
                    return True
                path = calls.asked = calls.waiting.popleft()
                calls.since = self._clock()
            answer = ask(path, self._statvfs)
            with self._lock:
                if path in self._stuck:
                    self._stuck.discard(path)
                    return False
                calls.answers[path] = answer


class _Worker:
    """A thread that waits for calls, makes them, and waits again; one that was given up ends when its call returns."""

    def __init__(self, make: Callable[[_Calls], bool]) -> None:
        self._make = make
        self._calls: _Calls | None = None
        self._go = threading.Lock()
        self._go.acquire()
        self._given_up = False
        threading.Thread(target=self._work, name="statfs", daemon=True).start()

    def start(self, calls: _Calls) -> None:
        """Begin to make them."""
        self._calls = calls
        self._go.release()

    def give_up(self) -> None:
        """Let it end after the call it is at."""
        self._given_up = True

    def _work(self) -> None:
        while True:
            self._go.acquire()
            calls, self._calls = self._calls, None
            if calls is None or not self._make(calls) or self._given_up:
                return
            calls.done.release()

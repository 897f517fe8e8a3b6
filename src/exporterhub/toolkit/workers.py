"""Worker threads: few, kept, and replaced while they hang.

Python cannot end a thread that waits in the kernel. A thread that hangs is therefore written off: another one may be
started in its place, and when it comes back after all, it ends. Threads are daemons, so that one that never returns
does not keep the program from ending (``concurrent.futures`` joins its threads).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

__all__ = ["Workers"]


Job = Callable[[], Callable[[], object] | None]


class Workers:
    """At most ``limit`` useful threads, started when needed, and at most ``spare`` more in the place of lost ones.

    A job does its work and returns what is to be called to tell of it, which must be quick. Its thread counts as free
    before that call, so that one scraper, whose next scrape comes at once, is always served by the same thread.
    """

    def __init__(self, limit: int, *, name: str = "worker", spare: int = 1 << 30) -> None:
        self._limit = limit
        self._spare = spare
        self._name = name
        self._jobs: deque[Job] = deque()
        self._changed = threading.Condition(threading.Lock())
        self._free = 0  # threads that wait, or will in a moment
        self._threads = 0
        self._lost = 0
        self._closed = False

    def submit(self, job: Job) -> None:
        """Run ``job``, which must not raise, in a thread as soon as one is free."""
        with self._changed:
            self._jobs.append(job)
            if self._free < len(self._jobs) and self._threads < self._allowed():
                self._start()
            else:
                self._changed.notify()

    def withdraw(self, job: Job) -> None:
        """Forget a job that no thread has taken."""
        with self._changed:
            if job in self._jobs:
                self._jobs.remove(job)

    def lost(self) -> None:
        """A job hangs: its thread is written off."""
        with self._changed:
            self._lost += 1
            if self._free < len(self._jobs) and self._threads < self._allowed():
                self._start()

    def found(self) -> None:
        """A job that hung has ended; called by its own thread."""
        with self._changed:
            self._lost -= 1

    def close(self) -> None:
        """Let idle threads end; jobs not begun are forgotten."""
        with self._changed:
            self._closed = True
            self._jobs.clear()
            self._changed.notify_all()

    def _allowed(self) -> int:
        return self._limit + min(self._lost, self._spare)

    def _start(self) -> None:
        self._threads += 1
        self._free += 1
        try:
            threading.Thread(target=self._work, name=self._name, daemon=True).start()
        except RuntimeError:  # no more threads here: those that are there do the job, or its deadline passes
            self._threads -= 1
            self._free -= 1

    def _work(self) -> None:
        while True:
            job = self._next()
            if job is None:
                return
            tell = job()
            with self._changed:
                self._free += 1
            if tell is not None:
                tell()
            del job, tell  # what they hold is not kept until the next one

    def _next(self) -> Job | None:
        with self._changed:
            while not self._jobs and not self._closed and self._threads <= self._allowed():
                self._changed.wait()
            self._free -= 1
            if self._closed or self._threads > self._allowed():
                self._threads -= 1
                return None
            return self._jobs.popleft()

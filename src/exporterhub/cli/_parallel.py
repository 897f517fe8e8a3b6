"""Several pieces of work side by side in threads, and what they report, one after the other, in the caller's."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
E = TypeVar("E")
THREAD = "exporterhub-task"


@dataclass(frozen=True, slots=True)
class Done(Generic[T, R]):
    """One task has ended: with a result, or with an error."""

    task: T
    result: R | None = None
    error: Exception | None = None


def side_by_side(
    tasks: Sequence[T], work: Callable[[T, Callable[[E], None]], R], *, jobs: int
) -> Iterator[E | Done[T, R]]:
    """Do ``work`` for each task, at most ``jobs`` at once.

    Yields what the work reports, and a ``Done`` for each task, as they come. A task is done by one thread from its
    beginning to its end: a sandbox ends with the thread that started it. The threads do not keep the program alive,
    and when the caller stops listening no further task is begun.
    """
    waiting = deque(tasks)
    news: queue.SimpleQueue[E | Done[T, R]] = queue.SimpleQueue()

    def worker() -> None:
        while True:
            try:
                task = waiting.popleft()
            except IndexError:
                return
            try:
                news.put(Done(task, result=work(task, news.put)))
            except Exception as error:  # it is reported with its task; the others go on
                news.put(Done(task, error=error))

    for _ in range(min(jobs, len(tasks))):
        threading.Thread(target=worker, name=THREAD, daemon=True).start()
    left = len(tasks)
    try:
        while left:
            item = news.get()
            left -= isinstance(item, Done)
            yield item
    finally:
        waiting.clear()

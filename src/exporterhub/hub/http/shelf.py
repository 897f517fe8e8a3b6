"""Answers that were made for one request and are kept for the next one like it."""

from __future__ import annotations

import threading
from collections.abc import Hashable

from exporterhub.hub.http.prepared import Prepared

__all__ = ["Shelf"]


class Shelf:
    """At most ``most`` answers, none with a body of more than ``largest`` bytes; the oldest makes room."""

    def __init__(self, most: int, largest: int) -> None:
        self._most = most
        self._largest = largest
        self._answers: dict[Hashable, Prepared] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Prepared | None:
        """The answer that was put there under this key."""
        return self._answers.get(key)

    def put(self, key: Hashable, answer: Prepared) -> None:
        """Keep an answer, unless it is too large."""
        if len(answer.body) > self._largest:
            return
        with self._lock:
            while len(self._answers) >= self._most:
                self._answers.pop(next(iter(self._answers)))
            self._answers[key] = answer

    def clear(self) -> None:
        """Forget them all."""
        with self._lock:
            self._answers.clear()

"""Counting views: in memory while requests are answered, written and read back by one thread of each worker."""

from __future__ import annotations

import logging
import threading
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from exporterhub.errors import ExporterHubError
from exporterhub.hub.state._errors import StateUnavailable
from exporterhub.hub.state._request import viewed_slug
from exporterhub.hub.state._state import State
from exporterhub.hub.state._tally import Tally
from exporterhub.hub.state._views import add_views, popular

__all__ = ["ViewCounter"]

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
_LOG = logging.getLogger("exporterhub.hub")
_SECONDS = 3.0
_PATIENCE = 1.0
"""How long a step waits for a lock, in seconds: the next one tries again."""
_LAST = 3.5
"""How long the end waits for the last counts to be written, in seconds: less than a worker is given to end."""


def _today() -> date:
    return datetime.now(UTC).date()


class ViewCounter:
    """Counts the views of entries' pages, and knows what is popular.

    Counting touches memory only. ``step`` writes and reads; between ``start`` and ``stop`` a thread calls it every few
    seconds. While the database is away the counts wait, ``popular`` stays what it was, and ``problem`` says why.
    ``today`` is the day (UTC), ``seconds`` lie between two steps, for ``patience`` seconds a step waits for a lock.
    ``changed`` is called when views are there where there were none, and the other way round; ``stepped`` after each
    step, with whether the database took it, how many views were written, and how many wait.
    """

    def __init__(
        self,
        state: State,
        *,
        today: Callable[[], date] = _today,
        seconds: float = _SECONDS,
        patience: float = _PATIENCE,
    ) -> None:
        self.state = state
        self.tally = Tally()
        self.popular: Mapping[str, int] = {}
        self.problem: StateUnavailable | None = None
        self.changed: Callable[[], None] = lambda: None
        self.stepped: Callable[[bool, int, int], None] = lambda *_: None
        self._today = today
        self._seconds = seconds
        self._patience = patience
        self._in_hand = 0
        self._to_tell = 0
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        """The views that are not in the database yet."""
        return len(self.tally) + self._in_hand

    def watch(self, scope: MutableMapping[str, Any], send: Send) -> Send:
        """``send``, or one that counts the view when the answer to this request is the page (status 200)."""
        slug = viewed_slug(scope) if "/exporters/" in scope["path"] else None
        if slug is None:
            return send

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                self.tally.add(self._today(), slug)
            await send(message)

        return counting

    def step(self) -> None:
        """Write what was counted in one transaction, and read what is popular. What is wrong is logged once."""
        counts = self.tally.take()
        self._in_hand = sum(counts.values())
        try:
            if counts:
                with self.state.write(patience=self._patience) as connection:
                    add_views(connection, counts)
                counts = {}
            with self.state.read(patience=self._patience) as connection:
                found = popular(connection, self._today())
        except StateUnavailable as problem:
            self._failed(problem)
        except (ExporterHubError, SQLAlchemyError) as error:
            said = error.message if isinstance(error, ExporterHubError) else type(error).__name__
            self._failed(StateUnavailable(f"the state database {self.state.address.shown} refuses views: {said}"))
        else:
            self._worked(found)
        finally:
            written = 0 if counts else self._in_hand
            self.tally.put_back(counts)
            self._in_hand = 0
            self.stepped(self.problem is None, written, self.waiting)

    def start(self) -> None:
        """Start the thread. To be called in the process that counts."""
        self._end.clear()
        self._thread = threading.Thread(target=self._run, name="views", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what there is, and end the thread; says so when the database does not take it in time."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._end.set()
        thread.join(_LAST)
        if self.waiting:
            _LOG.warning("%d views are lost: the state database did not take them in time", self.waiting)

    def _run(self) -> None:
        self.step()
        while not self._end.wait(self._seconds):
            self.step()
        self.step()
        self.state.close()

    def _failed(self, problem: StateUnavailable) -> None:
        if self.problem is None:
            _LOG.warning("%s. Views wait in memory. %s", problem.message, problem.remedy)
        self.problem = problem

    def _worked(self, found: Mapping[str, int]) -> None:
        if self.problem is not None:
            _LOG.warning("the state database %s is back; the views that waited are written", self.state.address.shown)
        if bool(found) != bool(self.popular):
            self._to_tell = 2  # and at the next step again: a page that is being made now is kept after the first
        self.popular, self.problem = found, None
        if self._to_tell:
            self._to_tell -= 1
            self.changed()

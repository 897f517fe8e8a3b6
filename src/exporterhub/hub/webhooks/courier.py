"""What delivers: threads of a worker that notice changes once, then claim and send for as long as the hub runs.

Nothing here is waited for by a request, and nothing that goes wrong here ends the hub: a database that is away is asked
again later.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence

from exporterhub.errors import ExporterHubError
from exporterhub.hub.state import State
from exporterhub.hub.webhooks.attempt import attempt
from exporterhub.hub.webhooks.event import Kind, sample
from exporterhub.hub.webhooks.model import Webhook
from exporterhub.hub.webhooks.noticing import EntryNow, notice
from exporterhub.hub.webhooks.outcome import Outcome
from exporterhub.hub.webhooks.queue import claim, finish, next_due, prune, record_test

__all__ = ["Courier", "deliver_one", "send_test"]

_LOG = logging.getLogger("exporterhub.hub.webhooks")
_THREADS = 2
_SHORTEST_PAUSE = 1.0
_LONGEST_PAUSE = 15.0
"""Seconds until the database is asked again, whatever it said: another hub may have written something."""
_PAUSE_AFTER_TROUBLE = 30.0
_PATIENCE = 1.0


def deliver_one(
    state: State, clock: Callable[[], float] = time.time, told: Callable[[Outcome], None] = lambda _: None
) -> bool:
    """Send the delivery that is due first, if one is; returns whether one was. Raises StateUnavailable.

    ``told`` is called with what came of it.
    """
    claimed = claim(state, str(uuid.uuid4()), clock())
    if claimed is None:
        return False
    outcome = attempt(claimed.webhook, claimed.event, clock())
    told(outcome)
    finish(state, claimed, outcome, clock())
    return True


def send_test(
    state: State, hook: Webhook, kind: Kind, *, public_url: str = "", clock: Callable[[], float] = time.time
) -> tuple[int, Outcome]:
    """Send a sample event now, in this thread, and keep what came of it; returns the delivery's id and the outcome."""
    event = sample(kind, public_url=public_url)
    outcome = attempt(hook, event, clock())
    return record_test(state, hook, event, outcome, clock()), outcome


class Courier:
    """The threads. ``entries`` is what the catalog holds, compared once with what it held at the last start.

    ``told`` is called with what came of each try, in one of the threads.
    """

    def __init__(
        self,
        state: State,
        entries: Callable[[], Sequence[EntryNow]],
        *,
        public_url: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._state = state
        self._entries = entries
        self._public_url = public_url
        self._clock = clock
        self.told: Callable[[Outcome], None] = lambda _: None
        self._ended = threading.Event()
        self._noticed = threading.Lock()
        self._pending = True
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin, in daemon threads: a process does not stay for a receiver that is slow."""
        self._ended.clear()
        self._threads = [
            threading.Thread(target=self._run, name=f"webhooks-{number}", daemon=True) for number in range(_THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End. A try that is under way is not waited for for long: its lease sees to it."""
        self._ended.set()
        for thread in self._threads:
            thread.join(_PATIENCE)

    def step(self) -> bool:
        """Notice what there is to notice, and deliver one; returns whether there may be more to do."""
        with self._noticed:
            if self._pending:
                notice(self._state, self._entries(), self._clock(), public_url=self._public_url)
                prune(self._state, self._clock())
                self._pending = False
        return self._due() <= 0 and deliver_one(self._state, self._clock, self.told)

    def _due(self) -> float:
        """Seconds until a delivery can be claimed."""
        due = next_due(self._state)
        return _LONGEST_PAUSE if due is None else due - self._clock()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                pause = 0.0 if self.step() else min(max(_SHORTEST_PAUSE, self._due()), _LONGEST_PAUSE)
            except ExporterHubError as error:
                _LOG.warning("webhooks wait: %s", error.message)
                pause = _PAUSE_AFTER_TROUBLE
            except Exception as error:  # of a foreign library; what it says may hold an address
                _LOG.error("webhooks wait: unexpected %s", type(error).__name__)
                pause = _PAUSE_AFTER_TROUBLE
            self._ended.wait(pause)

"""What is counted of each request, on the event loop: a few stores, so that prepared answers stay as quick."""

from __future__ import annotations

from exporterhub.hub.metrics._handlers import HANDLERS, handler_of
from exporterhub.hub.metrics._kinds import Store, Timer

__all__ = ["ABORTED", "Handler", "Traffic"]

ABORTED = 499
"""Counted as the code of a request whose peer went before the answer began, as nginx writes it in its log."""
_REQUESTS = "exporterhub_http_requests"
_REQUESTS_HELP = "HTTP requests answered, by handler and status code; 499 where the peer went first."
_DURATION = "exporterhub_http_request_duration_seconds"
_DURATION_HELP = "Time from a request's head to the end of its answer, by handler."
_FLIGHT = "exporterhub_http_requests_in_flight"
_FLIGHT_HELP = "HTTP requests being answered now."


class Handler:
    """The counters of one handler. ``done`` is for the event loop's thread alone."""

    __slots__ = ("_codes", "_memory", "_name", "_store", "_timer")

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._memory = store.counters.memory
        self._timer = Timer(store, _DURATION, _DURATION_HELP, {"handler": name})
        self._codes: dict[int, int] = {}
        for code in (200, 500):  # there before the first request, so that increase() sees it
            self._place(code)

    def done(self, code: int, seconds: float) -> None:
        """A request was answered."""
        place = self._codes.get(code) or self._place(code)
        self._memory[place] += 1.0
        self._timer.observe(seconds)

    def _place(self, code: int) -> int:
        labels = {"handler": self._name, "code": str(code)}
        place = self._store.counters.cell(_REQUESTS, f"{_REQUESTS}_total", labels, _REQUESTS_HELP)
        self._codes[code] = place
        return place


class Traffic:
    """The handlers, and how many requests are under way."""

    def __init__(self, store: Store) -> None:
        self._handlers = {name: Handler(store, name) for name in HANDLERS}
        self._memory = store.sums.memory
        self._flight = store.sums.cell(_FLIGHT, _FLIGHT, {}, _FLIGHT_HELP)

    def handler(self, path: str) -> Handler:
        """The handler of a path."""
        return self._handlers[handler_of(path)]

    def enter(self) -> None:
        """A request is under way."""
        self._memory[self._flight] += 1.0

    def leave(self) -> None:
        """It no longer is."""
        self._memory[self._flight] -= 1.0

"""What a collector is, and what became of one in a scrape."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from exporterhub.exposition import Family

__all__ = ["Collector", "NoData", "Result", "Scrape"]


class NoData(Exception):
    """Raised by a collector that has nothing to report here: ``NoData("/proc/mdstat does not exist")``.

    The collector's success is 0, as for a failure, but it is logged at debug level only.
    """


class Scrape(NamedTuple):
    """One scrape, as a collector sees it. ``deadline`` is on ``clock``, in seconds."""

    deadline: float
    clock: Callable[[], float] = time.monotonic

    def remaining(self) -> float:
        """Seconds until the answer has to be there; 0 when it is too late."""
        return max(0.0, self.deadline - self.clock())


class Collector(Protocol):
    """One subject of an exporter.

    ``name`` is the value of the label ``collector`` and of ``--collector.NAME``. ``may_block`` is True unless
    ``collect`` only reads what never waits (files of ``/proc``): such collectors run in the thread of the scrape, the
    others in worker threads with a deadline.
    """

    @property
    def name(self) -> str:
        """Its name: lower case, digits, underscores."""

    @property
    def may_block(self) -> bool:
        """Whether ``collect`` can wait for something."""

    def collect(self, scrape: Scrape) -> Iterable[Family] | bytes:
        """What there is to expose now.

        Returns:
            Families, or whole families already written in the text format 0.0.4. Such bytes are trusted: they are put
            on the page as they are, and parsed only for a peer that asks for OpenMetrics.

        Raises:
            NoData: there is nothing to report here.
            Exception: anything else is a failure of this collector; what it yielded before is exposed.
        """


class Result(NamedTuple):
    """What one collector gave in one scrape. ``duration`` is in seconds; ``error`` is empty when it succeeded."""

    name: str
    output: Sequence[Family] | bytes
    success: bool
    duration: float
    error: str = ""

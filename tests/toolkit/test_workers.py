"""Worker threads, and flights in them."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from exporterhub.toolkit.flight import Flight
from exporterhub.toolkit.workers import Workers


@pytest.fixture
def hanging() -> Any:
    """Jobs that hang until the test ends or releases them."""
    release = threading.Event()
    yield release
    release.set()


def named(name: str) -> int:
    return sum(thread.name == name for thread in threading.enumerate())


def test_threads_are_started_when_needed_and_kept(tools: Any) -> None:
    workers = Workers(3, name="kept")
    assert named("kept") == 0
    for _ in range(20):
        done = threading.Event()
        workers.submit(lambda done=done: done.set)
        assert done.wait(20)
        tools.until(lambda: workers._free == 1)
    assert named("kept") == 1
    workers.close()
    tools.until(lambda: named("kept") == 0)


def test_no_more_threads_than_allowed(tools: Any, hanging: threading.Event) -> None:
    workers = Workers(2, name="few")
    done: list[int] = []
    for number in range(6):
        workers.submit(lambda number=number: hanging.wait(20) and done.append(number))
    tools.until(lambda: named("few") == 2)
    assert done == []
    hanging.set()
    tools.until(lambda: sorted(done) == [0, 1, 2, 3, 4, 5])
    assert named("few") == 2
    workers.close()


def test_a_lost_thread_is_replaced_and_ends_when_it_comes_back(tools: Any, hanging: threading.Event) -> None:
    workers = Workers(1, name="lost")
    flight = Flight(lambda: hanging.wait(20), workers, started=0.0, deadline=1.0)
    tools.until(lambda: flight.begun)
    done = threading.Event()
    workers.submit(lambda done=done: done.set)
    assert flight.overdue(2.0)
    assert flight.stuck
    assert done.wait(20)
    assert named("lost") == 2
    hanging.set()
    tools.until(lambda: named("lost") == 1)
    workers.close()


def test_spare_threads_are_bounded(tools: Any, hanging: threading.Event) -> None:
    workers = Workers(1, name="spare", spare=2)
    flights = []
    for _ in range(3):
        flight = Flight(lambda: hanging.wait(20), workers, started=0.0, deadline=1.0)
        tools.until(lambda flight=flight: flight.begun)
        assert flight.overdue(2.0)
        flights.append(flight)
    last = Flight(lambda: True, workers, started=0.0, deadline=1.0)
    assert not last.wait(0.05)
    assert named("spare") == 3
    assert last.overdue(2.0)
    assert not last.begun
    workers.close()


def test_a_job_that_never_began_is_forgotten(tools: Any, hanging: threading.Event) -> None:
    workers = Workers(1, name="forgotten")
    workers.submit(lambda: hanging.wait(20) and None)
    called: list[int] = []
    for _ in range(100):
        flight = Flight(lambda: called.append(1), workers, started=0.0, deadline=1.0)
        assert flight.overdue(1.0)
        assert flight.wait(0)
        assert flight.result is None
    assert len(workers._jobs) <= 1
    hanging.set()
    done = threading.Event()
    workers.submit(lambda done=done: done.set)
    assert done.wait(20)
    assert called == []
    workers.close()


def test_threads_that_cannot_be_started_are_done_without(tools: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    workers = Workers(4, name="none")

    def refuse(_self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        lost = Flight(lambda: 1, workers, started=0.0, deadline=1.0)
        assert lost.overdue(1.0)
    flight = Flight(lambda: 2, workers, started=0.0, deadline=1.0)
    assert flight.wait(20)
    assert flight.result == 2
    workers.close()

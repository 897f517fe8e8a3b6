"""Collectors run: deadlines, one run at a time, results from each."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from exporterhub.toolkit import NoData, Runner


@pytest.fixture
def runner() -> Iterator[Any]:
    made: list[Runner] = []

    def make(*collectors: Any, **options: Any) -> Runner:
        made.append(Runner(collectors, namespace="test", **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def release() -> Iterator[threading.Event]:
    """What hanging collectors wait for."""
    event = threading.Event()
    yield event
    event.set()


def outcome(results: Any) -> dict[str, bool]:
    return {result.name: result.success for result in results}


def fields(caplog: pytest.LogCaptureFixture, message: str) -> list[dict[str, Any]]:
    return [record.__dict__["fields"] for record in caplog.records if record.getMessage() == message]


@pytest.mark.parametrize("may_block", [True, False])
def test_results_come_in_the_order_of_the_collectors(runner: Any, simple: Any, may_block: bool) -> None:
    run = runner(*(simple(name, may_block=may_block) for name in "cab"))
    results = run.run()
    assert [result.name for result in results] == ["c", "a", "b"]
    assert all(result.success and result.duration >= 0 for result in results)
    assert results[1].output[0].name == "a_value"
    assert run.names == ["c", "a", "b"]


def test_some_of_them(runner: Any, simple: Any) -> None:
    collectors = [simple(name) for name in "abc"]
    assert outcome(runner(*collectors).run({"a", "c", "unknown"})) == {"a": True, "c": True}
    assert [collector.calls for collector in collectors] == [1, 0, 1]


@pytest.mark.parametrize("may_block", [True, False])
@pytest.mark.parametrize("error", [ValueError("broken"), SystemExit(3), KeyboardInterrupt(), MemoryError()])
def test_one_that_fails_costs_only_itself(
    runner: Any, simple: Any, may_block: bool, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_scrape: Any) -> Any:
        raise error

    run = runner(simple("bad", fail, may_block=may_block), simple("good", may_block=may_block))
    for _ in range(3):
        assert outcome(run.run()) == {"bad": False, "good": True}
    (first, *_) = fields(caplog, "collector failed")
    assert first["name"] == "bad"
    assert first["err"].startswith(type(error).__name__)


def test_what_came_before_the_failure_is_kept(runner: Any, simple: Any, tools: Any) -> None:
    def partly(_scrape: Any) -> Any:
        yield tools.gauge("a", 1.0)
        raise ValueError("broken")

    (result,) = runner(simple("partly", partly)).run()
    assert [family.name for family in result.output] == ["a"]
    assert (result.success, result.error) == (False, "ValueError: broken")


def test_no_data_is_no_failure(runner: Any, simple: Any, caplog: pytest.LogCaptureFixture) -> None:
    def none(_scrape: Any) -> Any:
        raise NoData("nothing here")

    caplog.set_level(logging.DEBUG)
    (result,) = runner(simple("none", none)).run()
    assert (result.success, result.output) == (False, [])
    assert fields(caplog, "collector failed") == []
    assert fields(caplog, "collector returned no data")[0]["err"] == "nothing here"


def test_one_that_gives_nothing_has_succeeded(runner: Any, simple: Any) -> None:
    assert outcome(runner(simple("empty", lambda _scrape: [])).run()) == {"empty": True}


def test_the_deadline_is_told(runner: Any, simple: Any) -> None:
    seen: list[float] = []
    runner(simple("a", lambda scrape: seen.append(scrape.remaining()) or [])).run(timeout=7.0)
    assert 0 < seen[0] <= 7.0


def test_one_that_hangs_is_reported_and_not_started_again(
    runner: Any, simple: Any, release: threading.Event, tools: Any
) -> None:
    hanging = simple("hanging", lambda _scrape: release.wait(60) and [], may_block=True)
    good = simple("good", may_block=True)
    run = runner(hanging, good)
    results = run.run(timeout=0.05)
    assert outcome(results) == {"hanging": False, "good": True}
    assert "still running" in results[0].error
    for _ in range(50):
        assert outcome(run.run(timeout=60.0)) == {"hanging": False, "good": True}  # at once, not after a minute
    assert hanging.calls == 1
    release.set()
    tools.until(lambda: outcome(run.run(timeout=5.0)) == {"hanging": True, "good": True})


def test_all_workers_hang_and_the_others_go_on(runner: Any, simple: Any, release: threading.Event) -> None:
    hanging = [simple(f"hanging{n}", lambda _scrape: release.wait(60) and [], may_block=True) for n in range(5)]
    run = runner(*hanging, simple("good", may_block=True), workers=2)
    run.run(timeout=0.05)
    for _ in range(3):  # the five hang one after another; each makes room for the next
        results = outcome(run.run(timeout=0.5))
    assert results["good"]
    before = threading.active_count()
    for _ in range(100):
        assert outcome(run.run(timeout=5.0))["good"]
    assert threading.active_count() == before


def test_two_scrapes_share_a_run(runner: Any, simple: Any, release: threading.Event, tools: Any) -> None:
    slow = simple("slow", lambda _scrape: release.wait(20) and [tools.gauge("a", 1.0)], may_block=True)
    run = runner(slow)
    results: list[Any] = []
    threads = [threading.Thread(target=lambda: results.append(run.run(timeout=20.0)[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    tools.until(lambda: slow.calls == 1)
    release.set()
    for thread in threads:
        thread.join(20)
    assert slow.calls == 1 or len(results) == 8
    assert all(result.success for result in results)
    run.run()
    assert slow.calls <= 3


def test_collectors_that_do_not_block_are_not_run_twice_at_once(runner: Any, simple: Any, tools: Any) -> None:
    at_once = most = 0

    def busy(_scrape: Any) -> Any:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        sum(range(20_000))
        at_once -= 1
        return []

    run = runner(simple("busy", busy))
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=lambda: [run.run() for _ in range(20)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    finally:
        sys.setswitchinterval(interval)
    assert most == 1


def test_an_inline_collector_that_hangs_after_all_fails_the_others_in_time(
    runner: Any, simple: Any, release: threading.Event, tools: Any
) -> None:
    liar = simple("liar", lambda _scrape: release.wait(60) and [])
    run = runner(liar)
    thread = threading.Thread(target=run.run)
    thread.start()
    tools.until(lambda: liar.calls == 1)
    (result,) = run.run(timeout=0.05)
    assert (result.success, result.error) == (False, "another scrape is still at it, past the deadline of this one")
    release.set()
    thread.join(20)


def test_a_scrape_that_waits_less_than_the_run_takes_does_not_give_it_up(
    runner: Any, simple: Any, release: threading.Event, tools: Any
) -> None:
    slow = simple("slow", lambda _scrape: release.wait(20) and [], may_block=True)
    run = runner(slow)
    results: list[Any] = []
    patient = threading.Thread(target=lambda: results.extend(run.run(timeout=20.0)))
    patient.start()
    tools.until(lambda: slow.calls == 1)
    assert outcome(run.run(timeout=0.05)) == {"slow": False}
    release.set()
    patient.join(20)
    assert outcome(results) == {"slow": True}
    assert slow.calls == 1


def test_the_collectors_are_read_anew(simple: Any) -> None:
    collectors = [simple("a")]
    run = Runner(collectors, namespace="test")
    assert outcome(run.run()) == {"a": True}
    collectors.append(simple("b"))
    assert outcome(run.run()) == {"a": True, "b": True}

"""Work side by side in threads."""

from __future__ import annotations

import threading
from collections.abc import Callable

from exporterhub.cli._parallel import THREAD, Done, side_by_side


def test_all_tasks_are_done_and_their_reports_come_first() -> None:
    def work(task: int, report: Callable[[str], None]) -> int:
        report(f"at {task}")
        return task * 10

    seen = list(side_by_side([1, 2, 3], work, jobs=2))
    done = [item for item in seen if isinstance(item, Done)]
    assert sorted((item.task, item.result) for item in done) == [(1, 10), (2, 20), (3, 30)]
    for task in (1, 2, 3):
        end = next(item for item in done if item.task == task)
        assert seen.index(f"at {task}") < seen.index(end)


def test_jobs_run_side_by_side_but_not_more_than_asked() -> None:
    meeting = threading.Barrier(2, timeout=10)
    inside: list[int] = []
    most: list[int] = []

    def work(task: int, report: Callable[[str], None]) -> None:
        inside.append(task)
        most.append(len(inside))
        meeting.wait()  # two must be here at once, or the barrier breaks
        inside.remove(task)
        meeting.wait()

    done = [item for item in side_by_side([1, 2, 3, 4], work, jobs=2) if isinstance(item, Done)]
    assert [item.error for item in done] == [None] * 4
    assert max(most) == 2


def test_a_task_that_fails_does_not_stop_the_others() -> None:
    def work(task: int, report: Callable[[str], None]) -> int:
        return 1 // task

    done = {item.task: item for item in side_by_side([1, 0, 2], work, jobs=1) if isinstance(item, Done)}
    assert isinstance(done[0].error, ZeroDivisionError)
    assert (done[1].result, done[2].result) == (1, 0)


def test_no_task_begins_once_nobody_listens() -> None:
    begun: list[int] = []
    go_on = threading.Event()

    def work(task: int, report: Callable[[str], None]) -> None:
        begun.append(task)
        report("begun")
        go_on.wait(10)

    news = side_by_side([1, 2, 3], work, jobs=1)
    assert next(news) == "begun"
    news.close()  # type: ignore[attr-defined]
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join(10)
    assert begun == [1]


def test_nothing_to_do() -> None:
    assert list(side_by_side([], lambda task, report: None, jobs=3)) == []

"""Counters of the CPUs do not go back."""

from __future__ import annotations

import threading
from typing import Any

from exporterhub.node.collectors.cpu import Steady, parse
from exporterhub.node.kernel.cpus import ranges

BASE = (100, 10, 50, 1000, 40, 1, 2, 3, 4, 5)


def test_old_kernels_have_fewer_columns() -> None:
    found = parse(b"cpu  1 2 3 4 5 6 7\ncpu0 1 2 3 4 5 6 7\ncpu1 1 2 3 4\nintr 1 2\ncpu7 9 9 9 9\n")
    assert found == {0: (1, 2, 3, 4, 5, 6, 7, 0, 0, 0), 1: (1, 2, 3, 4, 0, 0, 0, 0, 0, 0)}


def test_a_new_column_at_the_end_changes_nothing() -> None:
    assert parse(b"cpu0 1 2 3 4 5 6 7 8 9 10 11\n") == {0: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)}


def test_idle_and_iowait_do_not_go_back() -> None:
    steady = Steady()
    steady.update({0: BASE})
    less = (101, 10, 50, 990, 39, 1, 2, 3, 4, 5)
    assert steady.update({0: less}) == {0: (101, 10, 50, 1000, 40, 1, 2, 3, 4, 5)}
    assert steady.update({0: (101, 10, 50, 1001, 39, 1, 2, 3, 4, 5)})[0][3:5] == (1001, 40)


def test_a_cpu_that_was_taken_away_begins_anew() -> None:
    steady = Steady()
    steady.update({0: BASE})
    after = (7, 1, 2, 700, 0, 0, 0, 0, 0, 0)  # idle fell by 3 s
    assert steady.update({0: after}) == {0: after}


def test_a_cpu_that_is_offline_is_left_out() -> None:
    steady = Steady()
    steady.update({0: BASE, 1: BASE})
    assert steady.update({0: BASE}) == {0: BASE}
    fresh = (1, 1, 1, 990, 1, 1, 1, 1, 1, 1)
    assert steady.update({0: BASE, 1: fresh})[1] == fresh


def test_concurrent_scrapes_share_what_they_saw() -> None:
    steady = Steady()
    seen: list[int] = []

    def scrape(begin: int) -> None:
        for step in range(200):
            wobble = -1 if step % 2 else 1
            seen.append(steady.update({0: (*BASE[:3], begin + step + wobble, *BASE[4:])})[0][3])

    threads = [threading.Thread(target=scrape, args=(1000,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = steady.update({0: (*BASE[:3], 1000, *BASE[4:])})[0][3]
    assert last == max(seen)


def test_guest_time_is_told_apart_and_not_added(parsed: Any, tree: Any) -> None:
    found = parsed(tree, "cpu")
    assert found["node_cpu_seconds_total"].value(cpu="0", mode="user") == 101.01
    assert found["node_cpu_guest_seconds_total"].value(cpu="1", mode="user") == 0.26
    assert "node_cpu_guest_seconds_total" not in parsed(tree, "cpu", given={"collector.cpu.guest": False})


def test_a_cpu_that_comes_online_is_seen(parsed: Any, tree: Any, read: Any) -> None:
    assert parsed(tree, "cpu")["node_cpu_online"].value(cpu="3") == 0
    tree.write("sys/devices/system/cpu/online", "0-3")
    assert parsed(tree, "cpu")["node_cpu_online"].value(cpu="3") == 1
    (tree.sys / "devices/system/cpu/cpu0/online").unlink()
    assert "node_cpu_online" not in parsed(tree, "cpu")


def test_lists_of_cpus() -> None:
    assert ranges(b"0-2,5,7-8\n") == [0, 1, 2, 5, 7, 8]
    assert ranges(b"\n") == []

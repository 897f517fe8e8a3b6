"""Views: added up on both databases, and held in memory until they are."""

from __future__ import annotations

import threading
from datetime import date, timedelta

from exporterhub.hub.state import State
from exporterhub.hub.state._tally import Tally
from exporterhub.hub.state._views import add_views, popular

DAY = date(2026, 11, 24)


def test_views_are_added_up(state: State) -> None:
    for counts in ({(DAY, "redis"): 2, (DAY, "node"): 1}, {(DAY, "redis"): 3}, {}):
        with state.write() as connection:
            add_views(connection, counts)
    with state.read() as connection:
        assert popular(connection, DAY) == {"redis": 5, "node": 1}


def test_popular_are_those_of_thirty_days(state: State) -> None:
    with state.write() as connection:
        add_views(connection, {(DAY - timedelta(days=ago), "redis"): 10**ago for ago in (0, 1, 9)})
        add_views(connection, {(DAY - timedelta(days=29), "node"): 4, (DAY - timedelta(days=30), "node"): 1})
        add_views(connection, {(DAY - timedelta(days=30), "old"): 1})
    with state.read() as connection:
        assert popular(connection, DAY) == {"redis": 10**9 + 11, "node": 4}


def test_several_add_at_once_and_nothing_is_lost(state: State) -> None:
    def add() -> None:
        for _ in range(20):
            with state.write() as connection:
                add_views(connection, {(DAY, slug): 1 for slug in ("a", "b", "c")})

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with state.read() as connection:
        assert popular(connection, DAY) == {"a": 80, "b": 80, "c": 80}


def test_a_tally_is_taken_and_put_back() -> None:
    tally = Tally()
    tally.add(DAY, "redis")
    taken = tally.take()
    assert len(tally) == 0
    tally.add(DAY, "redis")
    tally.put_back(taken)
    assert tally.take() == {(DAY, "redis"): 2}


def test_a_tally_has_its_bound() -> None:
    tally = Tally(most=2)
    for slug in ("a", "b", "c", "a"):
        tally.add(DAY, slug)
    assert tally.lost == 1
    assert tally.take() == {(DAY, "a"): 2, (DAY, "b"): 1}

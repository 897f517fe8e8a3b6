"""The nearest real name."""

from __future__ import annotations

import pytest

from exporterhub.rules._near import listed, nearest

NAMES = ("redis_memory_used_bytes", "redis_memory_max_bytes", "redis_up", "redis_uptime_in_seconds", "go_threads")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("redis_memory_used_byte", "redis_memory_used_bytes"),
        ("redis_used_memory_bytes", "redis_memory_used_bytes"),
        ("REDIS_UP", "redis_up"),
        ("redis_pu", "redis_up"),
        ("redis_uptime_seconds", "redis_uptime_in_seconds"),
        ("go_thread", "go_threads"),
        ("zookeeper_znode_count", None),
        ("", None),
    ],
)
def test_the_nearest_name(wanted: str, expected: str | None) -> None:
    assert nearest(wanted, NAMES) == expected


def test_without_names_nothing_is_near() -> None:
    assert nearest("x", ()) is None


def test_a_list_in_words_is_sorted_and_cut() -> None:
    assert listed(("c", "a", "b")) == "a, b, c"
    assert listed(("c", "a", "b"), 2) == "a, b and 1 more"

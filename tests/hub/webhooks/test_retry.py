"""When a delivery is tried again."""

from __future__ import annotations

import pytest

from exporterhub.hub.webhooks.retry import TRIES, next_try, parse_retry_after


def test_six_tries_within_about_a_day() -> None:
    now, tries = 0.0, 1
    times = []
    while (again := next_try(tries, now, 500, None)) is not None:
        times.append(again)
        now, tries = again, tries + 1
    assert tries == TRIES == 6
    assert times == [60, 420, 2580, 15540, 93300]
    assert 86_400 <= times[-1] <= 1.1 * 86_400


def test_the_receiver_may_ask_for_longer_but_not_for_less() -> None:
    assert next_try(1, 0, 429, 3600) == 3600
    assert next_try(1, 0, 429, 1) == 60
    assert next_try(1, 0, 429, 10**9) == 86_400


def test_gone_is_gone() -> None:
    assert next_try(1, 0, 410, None) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 120),
        ("Thu, 01 Jan 1970 00:00:00 -0000", 0),
        ("99999999999999999999", 86_400),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str, seconds: float | None) -> None:
    assert parse_retry_after(value, 0) == seconds

"""The token bucket."""

from __future__ import annotations

from exporterhub.toolkit.web.config import RateLimit
from exporterhub.toolkit.web.gate import Bucket


def test_a_burst_and_then_one_per_interval() -> None:
    now = [100.0]
    bucket = Bucket(RateLimit(burst=2, interval=10.0), clock=lambda: now[0])
    assert [bucket.take() for _ in range(4)] == [True, True, False, False]
    now[0] += 9.9
    assert not bucket.take()
    now[0] += 0.2
    assert [bucket.take(), bucket.take()] == [True, False]
    now[0] += 1000
    assert [bucket.take() for _ in range(3)] == [True, True, False]  # never more than the burst


def test_no_interval_is_no_limit() -> None:
    bucket = Bucket(RateLimit(burst=0, interval=-1.0))
    assert all(bucket.take() for _ in range(100))

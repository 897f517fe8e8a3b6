"""When a delivery is tried again: six tries within about a day, later where the receiver asks for it."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

__all__ = ["LEASE", "TRIES", "next_try", "parse_retry_after"]

TRIES = 6
LEASE = 60.0
"""Seconds that one try may take; after them whoever claimed it is taken for dead, and another may try."""
_FIRST, _FACTOR = 60.0, 6.0
_LONGEST = 86_400.0
_GONE = 410


def next_try(tries: int, now: float, status: int, retry_after: float | None) -> float | None:
    """When to try again after ``tries`` failed ones (seconds since 1970); None to give up.

    The waits are 1 min, 6 min, 36 min, 3.6 h and 21.6 h. ``status`` 410 says that nobody listens there any more
    (RFC 9110, 15.5.11).
    """
    if tries >= TRIES or status == _GONE:
        return None
    wait = _FIRST * _FACTOR ** (tries - 1)
    return now + max(wait, min(retry_after or 0.0, _LONGEST))


def parse_retry_after(value: str, now: float) -> float | None:
    """The seconds that a Retry-After header asks for (RFC 9110, 10.2.3): a number or a date; None for anything else."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, moment.timestamp() - now), _LONGEST)

"""Durations as Prometheus writes them (its docs, "Configuration", ``<duration>``): ``1h30m``, ``5m``."""

from __future__ import annotations

import re

__all__ = ["seconds", "to_text"]

_UNITS = (
    ("y", 365 * 86400_000),
    ("w", 7 * 86400_000),
    ("d", 86400_000),
    ("h", 3600_000),
    ("m", 60_000),
    ("s", 1000),
    ("ms", 1),
)
_FORM = re.compile("".join(rf"(?:([0-9]+){unit})?" for unit, _ in _UNITS), re.ASCII)
_LONGEST = (1 << 63) // 1_000_000  # Go keeps nanoseconds in 64 bits


def seconds(text: str) -> float:
    """Seconds of a duration. Raises ValueError, saying what was expected, for anything Prometheus refuses."""
    if text == "0":
        return 0.0
    match = _FORM.fullmatch(text)
    if not text or match is None:
        raise ValueError("expected numbers with the units y, w, d, h, m, s, ms in this order, such as 5m or 1h30m")
    total = sum(int(number or 0) * size for number, (_, size) in zip(match.groups(), _UNITS, strict=True))
    if total >= _LONGEST:
        raise ValueError("the duration is longer than Prometheus can hold")
    return total / 1000


def to_text(value: float) -> str:
    """The shortest spelling of so many seconds; weeks and years are used only where they are exact."""
    rest = round(value * 1000)
    if rest == 0:
        return "0s"
    text = ""
    for unit, size in _UNITS:
        if unit in ("y", "w") and rest % size:
            continue
        count, rest = divmod(rest, size)
        text += f"{count}{unit}" if count else ""
    return text

"""Values with their units."""

from __future__ import annotations

import math

import pytest

from exporterhub.hub.documents.numbers import shown


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "short", "–"),
        (math.nan, "short", "–"),
        (0.0, "bytes", "0 B"),
        (1536.0, "bytes", "1.5 KiB"),
        (1023.0, "bytes", "1023 B"),
        (5 * 1024**3, "Bps", "5 GiB/s"),
        (0.934, "percentunit", "93.4 %"),
        (0.0, "s", "0 s"),
        (0.0123, "s", "12.3 ms"),
        (1.5e-5, "s", "15 µs"),
        (90.0, "dtdurations", "1.5 min"),
        (1500.0, "ms", "1.5 s"),
        (12_345.0, "ops", "12.3k ops/s"),
        (0.5, "cps", "0.5/s"),
        (1.0, "bool_yes_no", "yes"),
        (21.5, "celsius", "21.5 °C"),
        (-2_000_000.0, "short", "-2M"),
    ],
)
def test_shown(value: float | None, unit: str, text: str) -> None:
    assert shown(value, unit) == text

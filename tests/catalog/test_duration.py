"""Durations as Prometheus reads them."""

from __future__ import annotations

import pytest

from exporterhub.catalog import _duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("0s", 0), ("5m", 300), ("1h30m", 5400), ("500ms", 0.5), ("1y2w3d", 31536000 + 1209600 + 259200)],
)
def test_seconds(text: str, seconds: float) -> None:
    assert _duration.seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "5 m", "m", "-5m", "1m1h", "1.5h", "5M", "300y", "٣m", "1e3s"])
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected|longer"):
        _duration.seconds(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (300, "5m"), (5400, "1h30m"), (0.5, "500ms"), (86400 * 7, "1w"), (86400 * 8, "8d"), (90, "1m30s")],
)
def test_to_text(seconds: float, text: str) -> None:
    assert _duration.to_text(seconds) == text
    assert _duration.seconds(text) == seconds

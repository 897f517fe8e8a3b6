"""Values with their units, short enough for a table."""

from __future__ import annotations

import math

from exporterhub.messages import amount

__all__ = ["shown"]

_THOUSANDS = ("", "k", "M", "G", "T", "P")
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_RATES = {"reqps": "req/s", "ops": "ops/s", "cps": "/s", "pps": "p/s", "iops": "io/s"}
_AFTER = {"celsius": " °C", "watt": " W", "volt": " V", "hertz": " Hz", "percent": " %"}


def shown(value: float | None, unit: str) -> str:
    """``value`` in a unit by Grafana's name: ``1.5 MiB``, ``93.4 %``, ``12 ms``; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    return amount(_written(value, unit), value, unit)


def _written(value: float, unit: str) -> str:
    if unit in ("bytes", "Bps"):
        return _scaled(value, 1024.0, _BINARY) + ("/s" if unit == "Bps" else "")
    if unit == "percentunit":
        return f"{value * 100:.3g} %"
    if unit in ("s", "dtdurations", "ms"):
        return _duration(value / 1000 if unit == "ms" else value)
    if unit == "bool_yes_no":
        return "yes" if value else "no"
    if unit in _RATES:
        return f"{_scaled(value, 1000.0, _THOUSANDS)} {_RATES[unit]}".replace(" /s", "/s")
    return _scaled(value, 1000.0, _THOUSANDS) + _AFTER.get(unit, "")


def _scaled(value: float, base: float, names: tuple[str, ...]) -> str:
    size, place = abs(value), 0
    while size >= base and place < len(names) - 1:
        size, place = size / base, place + 1
    text = f"{math.copysign(size, value):.3g}" if size < 1000 else f"{math.copysign(size, value):.0f}"
    gap = " " if names[place] and base == 1024.0 else ""
    return f"{text}{gap}{names[place]}"


def _duration(seconds: float) -> str:
    size = abs(seconds)
    for least, factor, name in (
        (86400, 86400, "d"),
        (3600, 3600, "h"),
        (60, 60, "min"),
        (1, 1, "s"),
        (1e-3, 1e-3, "ms"),
    ):
        if size >= least:
            return f"{seconds / factor:.3g} {name}"
    return f"{seconds / 1e-6:.3g} µs" if size else "0 s"

"""Texts: numbers, selectors, names of alerts, and what templates make of values (Prometheus, template reference)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping

__all__ = [
    "camel",
    "clean",
    "divided",
    "listed",
    "nice",
    "number",
    "render",
    "round_time",
    "selector",
    "spaced",
    "words_of",
]

_ACTION = re.compile(r"\{\{ \$(?:labels\.(?P<label>\w+)|value(?: \| (?P<how>\w+))?) \}\}")
_ENDING = re.compile(r"(_total|_count|_bytes|_seconds|_milliseconds|_ratio|_percent|_celsius)+$")
_BREAK, _LONG = "\n  ", 90
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def number(value: float) -> str:
    """As PromQL and promtool read it back; whole numbers without an exponent."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}"


def nice(value: float) -> float:
    """The next of 1, 2, 3, 5 times a power of ten that is not below ``value`` (above 0)."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    step = next(one for one in (1, 2, 3, 5, 10) if one * power >= value * (1 - 1e-9))
    return float(f"{step * power:.10g}")


def divided(part: str, whole: str) -> str:
    """``part / whole``, on two lines where one would be long."""
    return f"{part}{_BREAK if len(part) + len(whole) > _LONG else ' '}/ {whole}"


def selector(name: str, labels: Mapping[str, str]) -> str:
    """``name{a="b"}``."""
    inner = ", ".join(f"{label}={json.dumps(value, ensure_ascii=False)}" for label, value in labels.items())
    return f"{name}{{{inner}}}" if inner else name


def words_of(name: str) -> tuple[str, ...]:
    """The words of a metric's name in lower case: ``node_memory_MemFree_bytes`` is node, memory, mem, free, bytes."""
    parts = (word for part in re.split(r"[_:]+", name) for word in _HUMP.split(part))
    return tuple(word.lower() for word in parts if word)


def camel(name: str) -> str:
    """``redis_memory_used`` as ``RedisMemoryUsed``."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name) if part)


def spaced(name: str) -> str:
    """A metric's name as words for people, without its unit."""
    short = _ENDING.sub("", name) or name
    return short.replace("_", " ").replace(":", " ").strip()


def round_time(seconds: float) -> float:
    """Up to whole hours, five minutes or minutes, by its size."""
    step = 3_600 if seconds > 4 * 3_600 else 300 if seconds > 900 else 60 if seconds > 60 else 0
    return float(-(-seconds // step) * step) if step else seconds


def listed(items: Iterable[str]) -> str:
    """``a, b and c``."""
    every = list(items)
    return f"{', '.join(every[:-1])} and {every[-1]}" if len(every) > 1 else "".join(every)


def clean(text: str, most: int = 200) -> str:
    """A text from a page as part of an annotation: one line, no template, no control characters, not endless."""
    printable = "".join(char if char.isprintable() else " " for char in text.replace("{{", "").replace("}}", ""))
    line = " ".join(printable.split())
    return line if len(line) <= most else line[: most - 3].rstrip() + "..."


def render(template: str, labels: Mapping[str, str], value: float) -> str:
    """What Prometheus makes of an annotation; only what generated rules use is understood."""

    def action(match: re.Match[str]) -> str:
        if match["label"]:
            return labels.get(match["label"], "")
        return _HUMANIZERS[match["how"]](value) if match["how"] else number(value)

    return _ACTION.sub(action, template)


def _humanize(value: float) -> str:
    return _scaled(value, 1000.0, ("", "k", "M", "G", "T", "P", "E", "Z", "Y")) if abs(value) >= 1 else _small(value)


def _humanize1024(value: float) -> str:
    if abs(value) <= 1:
        return f"{value:.4g}"
    return _scaled(value, 1024.0, ("", "ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"))


def _scaled(value: float, by: float, prefixes: tuple[str, ...]) -> str:
    at = 0
    while abs(value) >= by and at < len(prefixes) - 1:
        value /= by
        at += 1
    return f"{value:.4g}{prefixes[at]}"


def _small(value: float) -> str:
    prefix = ""
    for one in ("m", "u", "n", "p", "f", "a", "z", "y") if value else ():
        if abs(value) >= 1:
            break
        prefix, value = one, value * 1000
    return f"{value:.4g}{prefix}"


def _humanize_duration(value: float) -> str:
    if abs(value) < 1:
        return _small(value) + "s"
    sign, whole = "-" if value < 0 else "", int(abs(value))
    days, hours, minutes, seconds = whole // 86400, whole // 3600 % 24, whole // 60 % 60, whole % 60
    if days:
        return f"{sign}{days}d {hours}h {minutes}m {seconds}s"
    if hours:
        return f"{sign}{hours}h {minutes}m {seconds}s"
    return f"{sign}{minutes}m {seconds}s" if minutes else f"{sign}{abs(value):.4g}s"


def _humanize_percentage(value: float) -> str:
    return f"{value * 100:.4g}%"


_HUMANIZERS = {
    "humanize": _humanize,
    "humanize1024": _humanize1024,
    "humanizeDuration": _humanize_duration,
    "humanizePercentage": _humanize_percentage,
}

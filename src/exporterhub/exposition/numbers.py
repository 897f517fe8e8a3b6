"""The numbers at the ends of many lines, read together."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from itertools import repeat

from .floats import parse_float

__all__ = ["read_numbers"]

_MILLISECONDS = re.compile(r"[0-9]{1,18}")


def read_numbers(texts: list[str], *, openmetrics: bool) -> tuple[list[float], Iterable[float | None]] | None:
    """Values and timestamps (seconds) of ``number`` or ``number timestamp``; None where one of them is no number."""
    joined = "".join(texts)
    if " " not in joined:
        values = _floats(texts, joined)
        return None if values is None else (values, repeat(None))
    pairs = [text.partition(" ") for text in texts]
    texts = [pair[0] for pair in pairs]
    values = _floats(texts, "".join(texts))
    # A blank without a timestamp behind it is an error: " " stands for it, and is no number.
    stamps = _timestamps({pair[2] or pair[1] for pair in pairs}, openmetrics=openmetrics)
    if values is None or stamps is None:
        return None
    return values, [stamps[pair[2]] for pair in pairs]


def _timestamps(texts: set[str], *, openmetrics: bool) -> dict[str, float | None] | None:
    known: dict[str, float | None] = {"": None}
    for text in texts - {""}:
        if not openmetrics:
            if not _MILLISECONDS.fullmatch(text):
                return None
            known[text] = int(text) / 1000
            continue
        value = _floats([text], text) if " " not in text else None
        if value is None or not math.isfinite(value[0]):
            return None
        known[text] = value[0]
    return known


def _floats(texts: list[str], joined: str) -> list[float] | None:
    """The numbers of ``texts``, which ``joined`` is made of; None where Prometheus refuses one."""
    # What float() takes beyond Go's spelling: underscores, digits of other scripts, white space around it.
    if "_" in joined or not joined.isascii() or not joined.isprintable():
        return None
    try:
        values = list(map(float, texts))
        if "n" in joined or "N" in joined:
            for text in {text for text in texts if text[-1] > "9"}:
                parse_float(text)
    except ValueError:
        return None
    if not math.isfinite(sum(values)) and any(map(_overflows, texts, values)):
        return None
    return values


def _overflows(text: str, value: float) -> bool:
    return math.isinf(value) and text[-1] <= "9"

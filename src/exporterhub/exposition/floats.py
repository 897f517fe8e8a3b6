"""Numbers as Go writes and reads them (``strconv.ParseFloat`` and ``FormatFloat`` with format ``g``, shortest).

Prometheus refuses what ``ParseFloat`` alone would take: hexadecimal floats and underscores between digits
(``parseFloat`` in its ``model/textparse`` package).
"""

from __future__ import annotations

import math
import re

__all__ = ["canonical_bound", "format_float", "parse_float"]

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SPECIAL = re.compile(r"[+-]?(?:inf|infinity)|nan", re.IGNORECASE | re.ASCII)
_EXPONENT_FROM = 1e6  # %g with the shortest precision turns to exponents here
_EXPONENT_OF_REPR = 1e16  # and Python's repr here


def parse_float(text: str) -> float:
    """The value of a number as Prometheus reads it; raises ValueError for what Prometheus refuses."""
    if _DECIMAL.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            raise ValueError("out of range")
        return value
    if _SPECIAL.fullmatch(text):
        return float(text)
    raise ValueError("no number")


def format_float(value: float) -> str:
    """The shortest decimal that reads back as ``value``, as Go spells it: ``1``, ``0.5``, ``1e+06``, ``+Inf``."""
    if -_EXPONENT_FROM < value < _EXPONENT_FROM:
        text = repr(float(value))
        if text[-2:] == ".0":
            return text[:-2] if text != "-0.0" else "0"
        return text
    return _format_large(float(value))


def _format_large(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    text = repr(value)
    if abs(value) >= _EXPONENT_OF_REPR:
        return text
    sign, digits = ("-", text[1:]) if value < 0 else ("", text)
    whole, _, fraction = digits.partition(".")
    rest = (whole[1:] + fraction).rstrip("0")
    point = "." if rest else ""
    return f"{sign}{whole[0]}{point}{rest}e+{len(whole) - 1:02d}"


def canonical_bound(text: str) -> str:
    """The spelling of ``le`` and ``quantile`` values by which series are compared: ``1`` and ``1e0`` are ``1.0``.

    Prometheus 3 stores bounds in this form. Text that is no number is returned as it is.
    """
    try:
        number = format_float(parse_float(text))
    except ValueError:
        return text
    return number if any(mark in number for mark in ".eIN") else f"{number}.0"

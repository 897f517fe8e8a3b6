"""Numbers as Go writes them (``strconv.AppendFloat`` with format ``g``, shortest), remembered.

Most values of a host stay the same from one scrape to the next, and a look-up costs a fifth of spelling a number anew:
each table here maps what the kernel wrote (or the integer it stands for) to what the page says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["KIB", "MICRO", "MILLI", "NANO", "PLAIN", "SECTORS", "TICKS", "Spelled", "float_text", "int_text", "spell"]

_EXACT = 1 << 53  # integers below are exact as floats: their own digits are the shortest that read back
_EXPONENT_FROM = 1e6  # %g with the shortest precision turns to exponents here
_EXPONENT_OF_REPR = 1e16  # and Python's repr here
_KEPT = 4096  # numbers a table remembers; 256 CPUs with ten modes each fit

Key = TypeVar("Key", bytes, int)


def int_text(number: int) -> bytes:
    """``1234567`` is ``1.234567e+06``."""
    if -1_000_000 < number < 1_000_000:
        return b"%d" % number
    if not -_EXACT < number < _EXACT:
        return float_text(float(number))
    sign, digits = (b"-", b"%d" % -number) if number < 0 else (b"", b"%d" % number)
    rest = digits[1:].rstrip(b"0")
    return b"%b%b%b%be+%02d" % (sign, digits[:1], b"." if rest else b"", rest, len(digits) - 1)


def float_text(number: float) -> bytes:
    """The shortest decimal that reads back as ``number``: ``0.5``, ``1e+06``, ``+Inf``, ``NaN``."""
    if -_EXPONENT_FROM < number < _EXPONENT_FROM:
        text = repr(number)
        return b"0" if text == "-0.0" else text.removesuffix(".0").encode()
    return _large(number)


def _large(number: float) -> bytes:
    if number != number:
        return b"NaN"
    if number in (float("inf"), float("-inf")):
        return b"+Inf" if number > 0 else b"-Inf"
    text = repr(number)
    if abs(number) >= _EXPONENT_OF_REPR:
        return text.encode()
    sign, digits = ("-", text[1:]) if number < 0 else ("", text)
    whole, _, fraction = digits.partition(".")
    rest = (whole[1:] + fraction).rstrip("0")
    return f"{sign}{whole[0]}{'.' if rest else ''}{rest}e+{len(whole) - 1:02d}".encode()


def spell(number: float) -> bytes:
    """As ``int_text`` or ``float_text``, whichever it is."""
    return int_text(number) if isinstance(number, int) else float_text(number)


class Spelled(dict[Key, bytes], Generic[Key]):
    """From a number as read to the text of ``scale`` of it. Reading an entry makes it; their number is limited."""

    def __init__(self, scale: Callable[[int], float]) -> None:
        super().__init__()
        self._scale = scale

    def __missing__(self, key: Key) -> bytes:
        if len(self) >= _KEPT:
            self.clear()
        text = spell(self._scale(int(key)))
        self[key] = text
        return text


def _itself(number: int) -> float:
    return number


# The arithmetic is node_exporter's to the last bit: it multiplies milliseconds by 0.001 and divides ticks by 100.
PLAIN: Spelled[bytes] = Spelled(_itself)
KIB: Spelled[bytes] = Spelled(lambda number: number * 1024)
SECTORS: Spelled[bytes] = Spelled(lambda number: number * 512)
MILLI: Spelled[bytes] = Spelled(lambda number: number * 0.001)
MICRO: Spelled[bytes] = Spelled(lambda number: number / 1e6)
NANO: Spelled[bytes] = Spelled(lambda number: number / 1e9)
TICKS: Spelled[int] = Spelled(lambda number: number / 100)

"""adjtimex(2), which Python's own modules do not offer, asked without changing anything."""

from __future__ import annotations

import ctypes
import functools
import os
import struct
from typing import NamedTuple

__all__ = ["Timex", "read"]

# struct timex of sys/timex.h: 26 members that count, and room for eleven more integers
_LAYOUT = struct.Struct("@I4li3l2ll2li5li44x")


class Timex(NamedTuple):
    """The state of the clock; times in microseconds, or in nanoseconds where ``status`` says so."""

    offset: int
    freq: int
    maxerror: int
    esterror: int
    status: int
    constant: int
    tick: int
    ppsfreq: int
    jitter: int
    shift: int
    stabil: int
    jitcnt: int
    calcnt: int
    errcnt: int
    stbcnt: int
    tai: int


@functools.cache
def _function() -> ctypes._NamedFuncPointer:
    return ctypes.CDLL(None, use_errno=True).adjtimex


def read() -> tuple[int, Timex]:
    """The state of the clock (``TIME_OK`` 0 ... ``TIME_ERROR`` 5) and its numbers. Raises OSError."""
    buffer = ctypes.create_string_buffer(max(_LAYOUT.size, 256))
    state = _function()(buffer)
    if state < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    (_, offset, freq, maxerror, esterror, status, constant, _precision, _tolerance, _seconds, _micros, tick, *rest) = (
        _LAYOUT.unpack_from(buffer.raw)
    )
    return state, Timex(offset, freq, maxerror, esterror, status, constant, tick, *rest)

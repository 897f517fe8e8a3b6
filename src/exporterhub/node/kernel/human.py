"""Sizes that kernel modules write for people: ``1.5G``, ``12k``."""

from __future__ import annotations

__all__ = ["bcache_size", "bcachefs_size"]

_POWERS = "kMGTPEZY"


def bcachefs_size(text: bytes) -> int:
    """Bytes of a size with a decimal fraction; letters count in powers of 1024. Raises ValueError."""
    words = text.strip().decode()
    power = "kmgtpe".find(words[-1:].lower()) + 1 if words else 0
    return int(float(words[:-1] if power else words) * 1024**power)


def bcache_size(text: bytes) -> int:
    """Bytes of a size as bch_hprint in drivers/md/bcache/util.c writes it, which may be negative. Raises ValueError.

    The digits after the point are not a decimal fraction: they count from 0 to 9 in 1024ths divided by 100, so that
    ``.10`` is more than ``.9``.
    """
    words = text.strip().decode()
    sign, words = (-1, words[1:]) if words.startswith("-") else (1, words)
    power = _POWERS.find(words[-1:]) + 1 if words else 0
    if not power:
        return sign * int(float(words))
    whole, _, fraction = words[:-1].partition(".")
    return sign * int((float(whole) + (float(fraction) / 10.24 if fraction else 0.0)) * 1024.0**power)

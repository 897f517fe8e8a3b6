"""The language that fits ``Accept-Language`` best (RFC 9110, 12.5.4, with the lookup of RFC 4647, 3.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

__all__ = ["negotiate"]

_RANGE = re.compile(
    r"\s*(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?", re.IGNORECASE
)
_MOST = 1000
"""Characters of the header that are read."""
_NONE = (0.0, 0)


def negotiate(accept_language: str, offered: Sequence[str]) -> str:
    """The offered language with the highest weight; the first one offered where nothing fits.

    A range fits its language; where it is not named itself, one that narrows it (``ko-KR`` for ``ko``); and ``*`` fits
    what nothing else does. Of equal weights the one that is named first wins. What cannot be read is passed over.
    """
    ranges = list(_ranges(accept_language[:_MOST]))
    weights = {language: _weight(language, ranges) for language in offered}
    best = max(offered, key=lambda language: weights[language])  # the first one of equals
    return best if weights[best] > _NONE else offered[0]


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(","):
        match = _RANGE.fullmatch(part)
        if match:
            yield match[1].lower(), float(match[2] or 1)


def _weight(language: str, ranges: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """The language's weight, and how early it is named: the larger the earlier."""
    fits: tuple[Callable[[str], bool], ...] = (
        lambda name: name == language,
        lambda name: name.startswith(f"{language}-"),
        lambda name: name == "*",
    )
    for fit in fits:
        found = [(weight, len(ranges) - place) for place, (name, weight) in enumerate(ranges) if fit(name)]
        if found:
            weight, place = max(found)
            return (weight, place) if weight else _NONE
    return _NONE

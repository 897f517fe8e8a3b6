"""The nearest real name, for a name that does not exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

__all__ = ["did_you_mean", "listed", "nearest"]

_WORDS = re.compile(r"[^_:.]+")


def nearest(wanted: str, names: Collection[str], least: float = 0.6) -> str | None:
    """The name most like ``wanted``, or None where none is alike: ``least`` is from 0 (any) to 1 (the same).

    Two ways of being alike count: few letters differ, or the words between underscores are the same in
    another order.
    """
    # Here, because it is only needed once something is wrong.
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein, Indel

    if not names:
        return None
    options = sorted(names)
    letters = DamerauLevenshtein.normalized_similarity
    typed = process.extractOne(wanted, options, scorer=letters, processor=str.lower, score_cutoff=least)
    best = (typed[1], typed[0]) if typed else (0.0, "")
    by_words = {_in_order(name): name for name in reversed(options)}
    moved = process.extractOne(
        _in_order(wanted), list(by_words), scorer=Indel.normalized_similarity, score_cutoff=max(least, 0.8)
    )
    if moved and moved[1] * 0.95 > best[0]:
        return by_words[moved[0]]
    return best[1] or None


def did_you_mean(name: str | None, quote: str = "") -> str:
    """``Did you mean x?``, or nothing."""
    return f"Did you mean {quote}{name}{quote}?" if name else ""


def listed(names: Iterable[str], most: int = 8) -> str:
    """The first names in words: ``a, b and 3 more``."""
    ordered = sorted(names)
    shown = ", ".join(ordered[:most])
    return f"{shown} and {len(ordered) - most} more" if len(ordered) > most else shown


@lru_cache(maxsize=65_536)
def _in_order(name: str) -> str:
    return "_".join(sorted(_WORDS.findall(name.lower())))

"""The nearest known word, for a word that is unknown."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, words: Iterable[str], count: int = 1) -> list[str]:
    """The words that ``word`` is most likely a misspelling of, best first; empty when none is near."""
    import difflib

    lowered = {candidate.lower(): candidate for candidate in words}
    return [lowered[found] for found in difflib.get_close_matches(word.lower(), lowered, n=count, cutoff=0.6)]


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """``did you mean 'search'?``, or an empty text."""
    found = nearest(word, words)
    return f"did you mean {found[0]!r}?" if found else ""

"""The nearest word of a list, for remedies."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["did_you_mean", "nearest"]


def nearest(word: str, words: Iterable[str]) -> str:
    """The word of ``words`` that ``word`` is most likely a misspelling of, or an empty text."""
    import difflib

    lowered = {candidate.lower(): candidate for candidate in words}
    found = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else ""


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """``did you mean 'port'?``, or an empty text when no word is near."""
    found = nearest(word, words)
    return f"did you mean {found!r}?" if found else ""

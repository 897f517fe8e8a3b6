"""Words one or two slips away from what was typed (optimal string alignment: a swap of neighbours is one slip).

One slip is found by index: a word and its misspelling share a form with one letter left out. Two slips
are searched for among the words with the same first letter, and only that needs rapidfuzz.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

__all__ = ["corrections", "distance", "forms"]

_SHORTEST = 3
_SHORTEST_FOR_TWO = 6


def forms(word: str) -> set[str]:
    """The word, and the word with each one of its letters left out."""
    return {word, *(word[:position] + word[position + 1 :] for position in range(len(word)))}


def distance(a: str, b: str, limit: int) -> int:
    """Slips between two words; ``limit + 1`` when there are more than ``limit``."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def corrections(database: sqlite3.Connection, word: str) -> list[str]:
    """Words of the index that ``word`` may be a misspelling of, most likely first; at most three."""
    if len(word) < _SHORTEST or word.isdigit():
        return []
    found = _one_slip(database, word)
    if not found and len(word) >= _SHORTEST_FOR_TWO:
        found = _two_slips(database, word)
    return [best for _, _, best in sorted(found)[:3]]


def _one_slip(database: sqlite3.Connection, word: str) -> list[tuple[int, int, str]]:
    asked = sorted(forms(word))
    rows = database.execute(
        "SELECT DISTINCT word.word, uses FROM typo JOIN word USING (word) "  # noqa: S608
        f"WHERE form IN ({','.join('?' * len(asked))})",
        asked,
    )
    limit = 1 if len(word) < _SHORTEST_FOR_TWO else 2
    ranked = ((distance(word, other, limit), -uses, other) for other, uses in rows)
    return [found for found in ranked if found[0] <= limit]


def _two_slips(database: sqlite3.Connection, word: str) -> list[tuple[int, int, str]]:
    from rapidfuzz.distance import OSA

    rows = database.execute(
        "SELECT word, uses FROM word WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ?",
        (word[0], chr(ord(word[0]) + 1), len(word) - 2, len(word) + 2),
    )
    ranked = ((OSA.distance(word, other, score_cutoff=2), -uses, other) for other, uses in rows)
    return [found for found in ranked if found[0] <= 2]

"""Which entries a query may mean: found by name, by synonym, by metric, by alert, by word, and by likeness.

Every step is an indexed look-up with a bound, so that a search costs the same in a catalog of a hundred
thousand.
"""

from __future__ import annotations

from exporterhub.catalog.index.words import NOISE, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

__all__ = ["Match", "match"]

_LONGEST_PHRASE = 4
_MOST_WORDS = 12
_TEXT = "{names about alerts metrics}"


class Match:
    """Entries that were found: ``base`` maps an entry's number to its points so far, ``why`` to the reason."""

    def __init__(self) -> None:
        self.base: dict[int, float] = {}
        self.why: dict[int, str] = {}
        self.words: list[str] = []

    def add(self, number: int, points: float, why: str = "") -> None:
        """Note points for an entry; only the best reason counts."""
        if points > self.base.get(number, -1.0):
            self.base[number] = points
            if why:
                self.why[number] = why


def match(database: sqlite3.Connection, text: str, facets: Sequence[str], cap: int) -> Match:
    """Entries that ``text`` may mean, restricted to those with the words ``facets``; at most ``cap`` per step."""
    return _Finder(database, facets, cap).find(list(dict.fromkeys(words(text)))[:_MOST_WORDS])


class _Finder:
    def __init__(self, database: sqlite3.Connection, facets: Sequence[str], cap: int) -> None:
        self.database = database
        self.facets = " AND ".join(f'"{word}"' for word in facets)
        self.cap = cap
        # Names are looked up before the facets are known to fit, so more of them are taken.
        self.named = cap * 8 if facets else cap

    def find(self, asked: list[str]) -> Match:
        found = Match()
        plain = [self._spelled(word) for word in self._metrics(asked, found)]
        needed = [word for word in plain if word not in NOISE] or plain
        found.words = needed
        if needed:
            self._exact(" ".join(plain), 30, found)
            if needed != plain:
                self._exact(" ".join(needed), 24, found)
            if len(needed) > 1:
                self._exact("".join(needed), 30, found)
            self._phrases(plain, len(needed), found)
            self._alerts(needed, found)
            self._words(needed, " AND ", found)
        if not found.base and len(needed) > 1:
            self._words(["".join(needed)], " AND ", found)
        if not found.base and needed:
            self._words(needed, " OR ", found)
        return found

    # --- names and phrases --------------------------------------------------------------------------------------

    def _exact(self, term: str, points: float, found: Match) -> None:
        sql = "SELECT entry, weight FROM term WHERE term = ? LIMIT ?"
        for number, weight in self.database.execute(sql, (term, self.named)):
            found.add(number, points + weight)

    def _phrases(self, plain: list[str], needed: int, found: Match) -> None:
        """Synonyms. One that covers the query says what is meant; one that covers a part gives points for that part."""
        for start in range(len(plain)):
            for end in range(start + 1, min(len(plain), start + _LONGEST_PHRASE) + 1):
                part = plain[start:end]
                covered = max(sum(word not in NOISE for word in part), len(part) == len(plain))
                for number, weight in self._phrase(" ".join(part)):
                    points = 98.5 + weight if covered >= needed else 10 * covered + weight / 10
                    found.add(number, points, " ".join(part))

    def _phrase(self, phrase: str) -> list[tuple[int, float]]:
        rows = self.database.execute("SELECT entry, weight FROM phrase WHERE phrase = ?", (phrase,))
        return [(number, weight) for number, weight in rows]

    # --- metrics and alerts -------------------------------------------------------------------------------------

    def _metrics(self, asked: list[str], found: Match) -> Iterator[str]:
        """Find metric names; what is left are the words that are none. An unknown one counts as its words."""
        for word in asked:
            if "_" not in word:
                yield word
                continue
            self._exact(word.replace("_", " "), 30, found)
            exact = self._rows(f'{{metrics}} : ("{word}")')
            near = exact or self._rows(f'{{metrics}} : ("{word}"*)')
            for number in near:
                found.add(number, 110 if exact else 70, f"metric {word}" if exact else f"metrics {word}...")
            if not near and not self._prefix(word, found):
                yield from (part for part in word.split("_") if part)

    def _prefix(self, word: str, found: Match) -> bool:
        """Entries whose metrics begin like ``word``: the longest beginning that any entry has."""
        cuts = [position + 1 for position, sign in enumerate(word) if sign == "_"]
        for cut in [*reversed(cuts)]:
            sql = "SELECT entry FROM prefix WHERE prefix = ? LIMIT ?"
            rows = self.database.execute(sql, (word[:cut], self.named)).fetchall()
            for (number,) in rows:
                found.add(number, 60, f"metrics {word[:cut]}...")
            if rows:
                return True
        return False

    def _alerts(self, needed: list[str], found: Match) -> None:
        """Alert names, written as one word (``RedisDown``)."""
        for word in needed:
            if len(word) > 5:
                for number in self._rows(f'{{alerts}} : ("{word}")'):
                    found.add(number, 20, f"alert {word}")

    # --- words --------------------------------------------------------------------------------------------------

    def _words(self, needed: list[str], join: str, found: Match) -> None:
        """Entries that have the words: in their names first, then anywhere.

        Beginnings of words are looked for in the names, and elsewhere only for what is no whole word: SQLite merges
        the entries of everything that begins alike, which is much where a word is common.
        """
        star = {word: "" if self._has(f'"{word}"') else "*" for word in needed}
        typing = {**star, needed[-1]: "*"}
        seen = 0
        for columns, stars in (("{names}", dict.fromkeys(needed, "")), ("{names}", typing), (_TEXT, star)):
            if seen < self.cap:
                wanted = join.join(f'"{word}"{stars[word]}' for word in needed)
                rows = self._rows(f"{columns} : ({wanted})")
                seen = max(seen, len(rows))
                for number in rows:
                    found.add(number, 0.0)

    def _rows(self, query: str) -> list[int]:
        query = f"({query}) AND ({{facets}} : ({self.facets}))" if self.facets else query
        rows = self.database.execute("SELECT rowid FROM text WHERE text MATCH ? LIMIT ?", (query, self.cap))
        return [number for (number,) in rows]

    # --- likeness -----------------------------------------------------------------------------------------------

    def _spelled(self, word: str) -> str:
        """The word, or the likeliest known one when nothing in the index begins with it."""
        if word in NOISE or self._has(f'"{word}"') or self._has(f'"{word}"*') or self._phrase(word):
            return word
        from exporterhub.catalog.index.typos import corrections

        return (corrections(self.database, word) or [word])[0]

    def _has(self, query: str) -> bool:
        row = self.database.execute("SELECT 1 FROM text WHERE text MATCH ? LIMIT 1", (f"{_TEXT} : ({query})",))
        return row.fetchone() is not None

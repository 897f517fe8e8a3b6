"""Reading the index: results in order, and the facets they fall into."""

from __future__ import annotations

from exporterhub.catalog.index.hit import COLUMNS, Hit
from exporterhub.catalog.index.match import Match, match
from exporterhub.catalog.index.schema import FACETS, facet_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Literal

    Sort = Literal["relevance", "name", "tier"]

__all__ = ["Index"]

_CAP = 250
_NAMED = 100.0
_FACET_CAP = 5_000
_TIERS = ("proven", "verified", "covered", "listed")
_SHOWN = ", ".join(COLUMNS)
_ORDER = {
    "relevance": "id",
    "name": "name COLLATE NOCASE",
    "tier": "CASE tier WHEN 'proven' THEN 0 WHEN 'verified' THEN 1 WHEN 'covered' THEN 2 ELSE 3 END, "
    "name COLLATE NOCASE",
}


class Index:
    """An index that is open for reading. May be used from several threads."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def search(
        self,
        text: str = "",
        *,
        category: str | None = None,
        tier: str | None = None,
        kind: str | None = None,
        maintainer: str | None = None,
        sort: Sort = "relevance",
        limit: int = 20,
        offset: int = 0,
    ) -> list[Hit]:
        """Entries that ``text`` may mean, best first; without text all entries, by standing.

        ``category``, ``tier``, ``kind`` and ``maintainer`` keep the entries that have that value.
        ``sort`` orders what was found: ``relevance``, ``name`` (A to Z) or ``tier`` (proven first).
        """
        chosen = _chosen(category, tier, kind, maintainer)
        if not text.strip():
            return self._all(chosen, sort, limit, offset)
        facets = [facet_word(facet, value) for facet, value in chosen.items()]
        found = match(self._database, text, facets, max(_CAP, offset + limit))
        hits = self._scored(found, chosen)
        if sort == "name":
            hits.sort(key=lambda hit: hit.name.casefold())
        elif sort == "tier":
            hits.sort(key=lambda hit: (_TIERS.index(hit.tier), -hit.score))
        return hits[offset : offset + limit]

    def facets(
        self,
        text: str = "",
        *,
        category: str | None = None,
        tier: str | None = None,
        kind: str | None = None,
        maintainer: str | None = None,
    ) -> dict[str, dict[str, int]]:
        """For each facet its values and how many of the entries found have them, most first.

        A facet is counted under the other facets' choices, not under its own: so it shows what choosing
        another value would give.
        """
        chosen = _chosen(category, tier, kind, maintainer)
        rows = self._combinations(text)
        return {facet: _counted(rows, position, chosen) for position, facet in enumerate(FACETS)}

    def count(self, text: str = "", **chosen: str | None) -> int:
        """How many entries ``search`` would find in all (up to 5,000 for a text)."""
        wanted = {facet: value for facet, value in chosen.items() if value}
        return sum(row[-1] for row in self._combinations(text) if _fits(row, wanted))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _all(self, chosen: Mapping[str, str], sort: Sort, limit: int, offset: int) -> list[Hit]:
        where = " AND ".join(f"{facet} = ?" for facet in chosen) or "1"
        rows = self._database.execute(
            f"SELECT {_SHOWN} FROM entry WHERE {where} ORDER BY {_ORDER[sort]} LIMIT ? OFFSET ?",  # noqa: S608
            (*chosen.values(), limit, offset),
        )
        return [Hit(row) for row in rows]

    def _scored(self, found: Match, chosen: Mapping[str, str]) -> list[Hit]:
        marks = ",".join("?" * len(found.base))
        rows = self._database.execute(
            f"SELECT id, prior, w_main, w_names, w_category, w_alerts, w_summary, {_SHOWN} FROM entry "  # noqa: S608
            f"WHERE id IN ({marks})",
            list(found.base),
        )
        hits = []
        for number, prior, *rest in rows:
            hit = Hit(rest[5:])
            if all(getattr(hit, facet) == value for facet, value in chosen.items()):
                base = found.base[number]
                # What is named outright needs no more telling where else its words stand.
                hit.score = base + prior + _points(found.words, rest[:5]) * (0.25 if base >= _NAMED else 1)
                hit.why = found.why.get(number, "")
                hits.append(hit)
        hits.sort(key=lambda hit: (-hit.score, hit.name.casefold()))
        return hits

    def _combinations(self, text: str) -> list[tuple[Any, ...]]:
        """Rows of the four facets' values and the number of entries found that have them."""
        columns = ", ".join(FACETS)
        if not text.strip():
            return self._database.execute(f"SELECT {columns}, entries FROM facet").fetchall()  # noqa: S608
        found = match(self._database, text, (), _FACET_CAP)
        marks = ",".join("?" * len(found.base))
        return self._database.execute(
            f"SELECT {columns}, count(*) FROM entry WHERE id IN ({marks}) GROUP BY {columns}",  # noqa: S608
            list(found.base),
        ).fetchall()


def _chosen(category: str | None, tier: str | None, kind: str | None, maintainer: str | None) -> dict[str, str]:
    given = {"category": category, "tier": tier, "kind": kind, "maintainer": maintainer}
    return {facet: value for facet, value in given.items() if value}


def _fits(row: Sequence[Any], chosen: Mapping[str, str], without: str = "") -> bool:
    return all(row[FACETS.index(facet)] == value for facet, value in chosen.items() if facet != without)


def _counted(rows: Iterable[Sequence[Any]], position: int, chosen: Mapping[str, str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        if _fits(row, chosen, FACETS[position]):
            counts[row[position]] = counts.get(row[position], 0) + row[-1]
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _points(asked: Sequence[str], fields: Sequence[str]) -> float:
    """Points for where the words of the query stand: in the technology, other names, category, alerts, summary."""
    main, names, category, alerts, summary = fields
    points = 0.0
    exact = 0
    for word in asked:
        whole, start = f" {word} ", f" {word}"
        if whole in main:
            exact += 1
            points += 16
        elif whole in names:
            points += 12
        elif start in main:
            points += 9
        elif start in names:
            points += 7
        elif start in category:
            points += 4
        elif whole in summary:
            points += 3
        elif start in alerts or start in summary:
            points += 2
    # Of two entries with the word in their technology, the one whose technology is little else is meant.
    return points + 4 * exact / len(set(main.split())) if exact else points

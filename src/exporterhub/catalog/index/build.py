"""Filling the index from a catalog."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from exporterhub.catalog._entry import Catalog, Entry
from exporterhub.catalog._runtime import is_runtime
from exporterhub.catalog.index.schema import FACETS, SCHEMA, facet_word
from exporterhub.catalog.index.synonyms import PHRASES
from exporterhub.catalog.index.typos import forms
from exporterhub.catalog.index.words import NOISE, camel, key, words
from exporterhub.errors import BadInput

__all__ = ["build_index", "fill", "write"]

_TIERS = {"listed": 0.0, "covered": 0.2, "verified": 0.3, "proven": 0.4}
_MAINTAINERS = {"prometheus": 0.4, "vendor": 0.2}
_FAMILY = re.compile(rb"^# TYPE (\S+)", re.MULTILINE)
_SAMPLE = re.compile(rb'^(?:\{"([^"\\]+)"|([a-zA-Z_:][a-zA-Z0-9_:]*))', re.MULTILINE)


def build_index(catalog: Catalog, path: Path | str) -> None:
    """Write the index of ``catalog`` to ``path``, at once or not at all. Raises BadInput when it cannot be written."""
    try:
        write(catalog, Path(path), {})
    except OSError as error:
        raise BadInput(f"the index {path} cannot be written: {error.strerror}") from error


def write(catalog: Catalog, path: Path, meta: dict[str, str]) -> None:
    """Build beside ``path`` and move into place, so that readers and other builders never see half an index."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".index-", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        database = sqlite3.connect(temporary, isolation_level=None)
        try:
            fill(database, catalog, meta)
        finally:
            database.close()
        temporary.replace(path)
    except sqlite3.Error as error:
        raise OSError(0, str(error)) from error
    finally:
        temporary.unlink(missing_ok=True)


def fill(database: sqlite3.Connection, catalog: Catalog, meta: dict[str, str]) -> None:
    """Make the tables in an empty database and fill them."""
    database.execute("PRAGMA journal_mode=OFF")
    database.execute("PRAGMA synchronous=OFF")
    database.executescript(SCHEMA)
    database.execute("BEGIN")
    database.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    rows = sorted((_Row(entry) for entry in catalog), key=lambda row: (-row.prior, row.entry.exporter.name))
    uses: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        row.insert(database, number)
        for word in row.names():
            uses[word] = uses.get(word, 0) + 1
    _phrases(database, uses)
    spelled = [word for word in uses if len(word) > 2 and not word.isdigit()]
    database.executemany("INSERT INTO word VALUES (?, ?)", ((word, uses[word]) for word in spelled))
    database.executemany(
        "INSERT OR IGNORE INTO typo VALUES (?, ?)",
        ((form, word) for word in spelled for form in sorted(forms(word))),
    )
    columns = ", ".join(FACETS)
    counted = f"SELECT {columns}, count(*) FROM entry GROUP BY {columns}"  # noqa: S608
    database.execute(f"INSERT INTO facet({columns}, entries) {counted}")
    database.execute("INSERT INTO text(text) VALUES ('optimize')")
    database.execute("COMMIT")
    database.execute("ANALYZE")


def _phrases(database: sqlite3.Connection, uses: dict[str, int]) -> None:
    """Resolve the targets of the synonyms; their words count for spelling too."""
    for phrases, targets in PHRASES.items():
        found = list(_targets(database, targets))
        for phrase in phrases.split(","):
            spelled = key(phrase)
            rows = ((spelled, entry, weight) for entry, weight in found)
            database.executemany("INSERT OR IGNORE INTO phrase VALUES (?, ?, ?)", rows)
            for word in spelled.split() if found else ():
                if word not in NOISE:
                    uses.setdefault(word, 0)


def _targets(database: sqlite3.Connection, targets: str) -> Iterator[tuple[int, float]]:
    for position, target in enumerate(targets.split(",")):
        rows = database.execute("SELECT entry, weight FROM term WHERE term = ?", (key(target),)).fetchall()
        best = max((weight for _, weight in rows), default=0)
        # Where a slug or technology is meant, entries that only have the word as an alias are not.
        yield from ((entry, 30.0 - 2 * position + weight / 100) for entry, weight in rows if weight == best)


class _Row:
    """What the index knows of one entry."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        facts = entry.exporter
        self.prior = _TIERS[entry.tier] + _MAINTAINERS.get(facts.maintainer, 0.0)
        self.prior += 0.4 if entry.recordings else 0.0
        self.prior -= 1.0 if facts.status == "archived" or facts.successor else 0.0
        self.metrics, self.families = _metrics(entry)

    def terms(self) -> Iterator[tuple[str, float]]:
        """Names under which the entry is found exactly, with weights."""
        facts, install = self.entry.exporter, self.entry.exporter.install
        yield self.entry.slug, 100
        yield facts.technology, 96
        yield facts.name, 94
        yield from ((alias, 92) for alias in facts.aliases)
        yield facts.repository.rstrip("/").rpartition("/")[2], 88
        yield from ((package.package, 86) for package in (install.debian, install.pypi) if package)
        if install.container:
            yield install.container.image.rpartition("/")[2], 84
        yield from ((process, 80) for process in facts.discover.processes if isinstance(process, str))
        yield from ((image.rpartition("/")[2], 78) for image in facts.discover.images)

    def exact(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for text, weight in self.terms():
            name = key(text)
            short = " ".join(word for word in name.split() if word not in NOISE)
            for term, value in ((name, weight), (short, weight - 1)):
                if term:
                    found[term] = max(found.get(term, 0), value)
        return found

    def names(self) -> set[str]:
        return {word for text, _ in self.terms() for word in key(text).split()}

    def insert(self, database: sqlite3.Connection, number: int) -> None:
        entry, facts = self.entry, self.entry.exporter
        main = key(f"{entry.slug} {facts.technology}")
        names = sorted(self.names())
        alerts = [f"{rule.name} {camel(rule.name)}" for rule in entry.alerts]
        about = f"{facts.category} {facts.language} {facts.summary}"
        shown = (entry.slug, facts.name, facts.technology, facts.category, facts.kind, facts.maintainer)
        more = (facts.status, facts.icon, facts.repository, facts.language, facts.license, facts.port)
        counts = (len(entry.recordings), len(alerts), len(self.families) if entry.recordings else 0)
        found = (main, " ".join(names), key(facts.category), _words(alerts), _words([facts.summary]))
        padded = (f" {text} " for text in found)
        values = (number, *shown, entry.tier, facts.summary, *more, *counts, self.prior, *padded)
        marks = ",".join("?" * len(values))
        database.execute(f"INSERT INTO entry VALUES ({marks})", values)  # noqa: S608
        database.execute(
            "INSERT INTO text(rowid, names, about, alerts, metrics, facets) VALUES (?, ?, ?, ?, ?, ?)",
            (number, " ".join(names), _words([about]), _words(alerts), _words(self.metrics), self.facets()),
        )
        exact = ((term, number, weight) for term, weight in self.exact().items())
        database.executemany("INSERT INTO term VALUES (?, ?, ?)", exact)
        prefixes = {prefix.lower().rstrip("_") + "_" for prefix in facts.fingerprint.prefixes if prefix.strip("_")}
        database.executemany("INSERT INTO prefix VALUES (?, ?)", ((prefix, number) for prefix in sorted(prefixes)))

    def facets(self) -> str:
        facts = self.entry.exporter
        values = {**{facet: getattr(facts, facet) for facet in FACETS if facet != "tier"}, "tier": self.entry.tier}
        return " ".join(facet_word(facet, value) for facet, value in values.items())


def _words(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(word for text in texts for word in words(text)))


def _metrics(entry: Entry) -> tuple[list[str], set[str]]:
    """Names of samples and families, and of families alone, that are the exporter's own."""
    mark = entry.exporter.fingerprint
    known = (mark.up, mark.build_info, *mark.build_info_old, *mark.families)
    names = {name for name in known if name}
    families: set[str] = set()
    for recording in entry.recordings:
        page = recording.page()
        families.update(name.decode("utf-8", "replace").strip('"') for name in _FAMILY.findall(page))
        names.update((a or b).decode("utf-8", "replace") for a, b in _SAMPLE.findall(page))
    own = {name for name in families if not is_runtime(name)}
    return sorted(name for name in names | families if not is_runtime(name)), own

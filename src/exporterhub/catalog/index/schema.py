"""The tables of the index. Rows of ``entry`` are numbered by standing, so that the first matches are the best kept."""

from __future__ import annotations

__all__ = ["FACETS", "SCHEMA", "VERSION", "facet_word"]

VERSION = 2
FACETS = ("category", "tier", "maintainer", "kind")

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    slug TEXT, name TEXT, technology TEXT, category TEXT, kind TEXT, maintainer TEXT, tier TEXT, summary TEXT,
    status TEXT, icon TEXT, repository TEXT, language TEXT, license TEXT, port INTEGER,
    recordings INTEGER, alerts INTEGER, metrics INTEGER,
    prior REAL, w_main TEXT, w_names TEXT, w_category TEXT, w_alerts TEXT, w_summary TEXT
);
CREATE INDEX entry_name ON entry (name COLLATE NOCASE);
CREATE TABLE facet (category TEXT, tier TEXT, maintainer TEXT, kind TEXT, entries INTEGER);
CREATE TABLE term (term TEXT, entry INTEGER, weight REAL, PRIMARY KEY (term, entry)) WITHOUT ROWID;
CREATE TABLE phrase (phrase TEXT, entry INTEGER, weight REAL, PRIMARY KEY (phrase, entry)) WITHOUT ROWID;
CREATE TABLE prefix (prefix TEXT, entry INTEGER, PRIMARY KEY (prefix, entry)) WITHOUT ROWID;
CREATE TABLE word (word TEXT PRIMARY KEY, uses INTEGER) WITHOUT ROWID;
CREATE TABLE typo (form TEXT, word TEXT, PRIMARY KEY (form, word)) WITHOUT ROWID;
CREATE VIRTUAL TABLE text USING fts5(
    names, about, alerts, metrics, facets,
    content='', detail=column, prefix='1 2 3', tokenize="unicode61 remove_diacritics 0 tokenchars '_:'"
);
"""


def facet_word(facet: str, value: str) -> str:
    """The word that stands in the column ``facets`` for a value of a facet."""
    return f"f{facet[:2]}{''.join(sign for sign in value.lower() if sign.isalnum())}"

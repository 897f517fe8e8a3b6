"""Searching the index, beside the same words asked of bare SQLite FTS5; and how slow the slowest searches are."""

from __future__ import annotations

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bench import CATALOG, Row
from exporterhub.catalog import Catalog, Index, build_index, load, read_index

KEEP = 2.0
P99_MILLISECONDS = {1_000: 10.0, 100_000: 30.0}
PLAIN = ("redis", "redis_up", "prom", "linux", "mysql", "kafka", "mysql_global_status_uptime", "exporter")
"""Words that bare FTS5 can answer; the ratio is over these."""
QUERIES = (*PLAIN, "postgers", "load balancer", "pg", "disk full", "k8s", "prometeus")


def run() -> Iterator[Row]:
    """On made-up catalogs: the entries of the real one again and again, under other names."""
    real = load([CATALOG])
    for size, limit in P99_MILLISECONDS.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "index"
            build_index(made_up(real, size), path)
            index, bare = read_index(path), sqlite3.connect(path)
            ours = timed(QUERIES, lambda word, index=index: found(index, word))  # type: ignore[misc]
            slowest = statistics.quantiles(ours, n=100)[98] * 1000
            yield Row(
                f"search p99, {size:,} made-up entries",
                f"{slowest:.2f} ms",
                f"{limit:g} ms",
                slowest / limit,
                "at most 1",
                slowest <= limit,
            )
            ours = timed(PLAIN, lambda word, index=index: found(index, word))  # type: ignore[misc]
            peer = timed(PLAIN, lambda word, bare=bare: bare.execute(BARE, (f'"{word}"*',)).fetchall())  # type: ignore[misc]
            bare.close()
            ratio = statistics.median(ours) / statistics.median(peer)
            yield Row(
                f"search median, {size:,} made-up entries, to bare FTS5",
                f"{statistics.median(ours) * 1000:.2f} ms",
                f"{statistics.median(peer) * 1000:.2f} ms",
                ratio,
                f"at most {KEEP:g}",
                ratio <= KEEP,
            )


BARE = """SELECT entry.* FROM text JOIN entry ON entry.id = text.rowid
    WHERE text MATCH ? ORDER BY bm25(text) LIMIT 20"""
"""The same words, as prefixes, asked of the full-text table alone: no synonyms, typos, exact names first, or facets."""


def found(index: Index, word: str) -> object:
    """A search that finds nothing would be quick for the wrong reason."""
    hits = index.search(word, limit=20)
    assert hits, word
    return hits


def timed(words: Sequence[str], ask: Callable[[str], object], turns: int = 40) -> list[float]:
    """Seconds of each question, asked in an order that is mixed and the same each time."""
    questions = list(words) * turns
    random.Random(1).shuffle(questions)
    seconds = []
    for question in questions:
        begin = time.perf_counter()
        ask(question)
        seconds.append(time.perf_counter() - begin)
    return seconds


def made_up(real: Catalog, size: int) -> Catalog:
    """A catalog of ``size`` entries; the real ones are among them, the others have their facts and no recordings."""
    entries = list(real)
    many = dict(real.entries)
    for number in range(max(size - len(entries), 0)):
        entry = entries[number % len(entries)]
        slug = f"{entry.slug}-{number}"
        exporter = entry.exporter.model_copy(update={"name": f"{entry.exporter.name} {number}"})
        many[slug] = replace(entry, slug=slug, exporter=exporter, recordings=(), rules=())
    return replace(real, entries=many)

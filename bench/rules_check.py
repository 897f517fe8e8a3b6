"""Checking every rule of the catalog against every recording of its entry, beside a half of the recordings: linear?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from bench import CATALOG, Row
from exporterhub.catalog import Entry, load
from exporterhub.rules import check, pages_from_entry

SECONDS = 10.0
GROWTH = 2.5
"""Twice the recordings may take at most this much longer: linear, with room for noise."""


def run() -> Iterator[Row]:
    """Two rows: the whole catalog in seconds, and how it grows from a half of the recordings to all."""
    entries = [entry for entry in load([CATALOG]) if entry.rules and entry.recordings]
    rules = sum(len(entry.rules) for entry in entries)
    whole = _seconds(entries)
    half = _seconds([_half(entry) for entry in entries])
    recordings = sum(len(entry.recordings) for entry in entries)
    name = f"check {rules} rules against {recordings} recordings"
    yield Row(name, f"{whole:.2f} s", f"{SECONDS:g} s", whole / SECONDS, "at most 1", whole <= SECONDS)
    grown = whole / half
    yield Row(
        f"{name}, to half of them", f"{whole:.2f} s", f"{half:.2f} s", grown, f"at most {GROWTH:g}", grown <= GROWTH
    )


def _half(entry: Entry) -> Entry:
    return replace(entry, recordings=entry.recordings[: max(1, len(entry.recordings) // 2)])


def _seconds(entries: list[Entry]) -> float:
    """Reading the pages is a part of it."""
    begin = time.perf_counter()
    for entry in entries:
        check(entry.rules, pages_from_entry(entry))
    return time.perf_counter() - begin

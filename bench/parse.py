"""Parsing a page into samples with labels, beside prometheus_client's parser."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Mapping
from typing import SupportsFloat

from prometheus_client.parser import text_string_to_metric_families

from bench import Row, biggest_recording, faster, made_up_page
from exporterhub.exposition import parse

KEEP = 6

Series = tuple[str, frozenset[tuple[str, str]], str, float | None]


def run() -> Iterator[Row]:
    """On one real page and on a made-up one."""
    for name, page in (biggest_recording(), ("made up", made_up_page())):
        count = same(page)
        yield faster(
            f"parse, {name}, {count:,} samples",
            lambda page=page: deque(parse(page), maxlen=0),  # type: ignore[misc]
            lambda page=page: deque(text_string_to_metric_families(page), maxlen=0),  # type: ignore[misc]
            count=count,
            keep=KEEP,
        )


def same(page: str) -> int:
    """The number of samples; asserts that both parsers read the same ones."""
    ours = [
        series(sample.name, sample.labels, sample.value, sample.timestamp) for f in parse(page) for sample in f.samples
    ]
    names = {name for name, *_ in ours}
    theirs = [
        series(as_exposed(sample.name, names), sample.labels, sample.value, sample.timestamp)
        for metric in text_string_to_metric_families(page)
        for sample in metric.samples
    ]
    assert sorted(ours, key=repr) == sorted(theirs, key=repr), "the parsers disagree"
    return len(ours)


def as_exposed(name: str, names: set[str]) -> str:
    """prometheus_client adds ``_total`` to the samples of counters that are exposed without it."""
    return name if name in names else name.removesuffix("_total")


def series(name: str, labels: Mapping[str, str], value: float, timestamp: SupportsFloat | None) -> Series:
    """A sample, in a form in which NaN equals NaN and whole numbers equal floats."""
    return (
        name,
        frozenset(labels.items()),
        "NaN" if math.isnan(value) else repr(float(value)),
        None if timestamp is None else float(timestamp),
    )

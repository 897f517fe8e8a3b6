"""Rules that the catalog has for this page: they were proven, so they go before anything generated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from exporterhub.catalog import Catalog, Comment, Entry, Rule, identify
from exporterhub.exposition import Family, Sample
from exporterhub.promql import examine

from .._check import check
from .._page import Page
from .._resolve import resolve_all

__all__ = ["Taken", "take"]

_FEW = 4


class Taken(NamedTuple):
    """Rules of an entry that resolve on the page, and for each the names of metrics that it reads."""

    slug: str = ""
    rules: tuple[Rule, ...] = ()
    reads: tuple[frozenset[str], ...] = ()
    tests: Path | None = None


def take(page: Page, catalog: Catalog | None, interval: float) -> Taken:
    """What the entry that fits best has; nothing where none fits, or none of its rules resolves."""
    found = identify(_families(page), catalog) if catalog else []
    entry = catalog.entries[found[0].slug] if catalog and found else None
    if entry is None or not entry.rules:
        return Taken()
    rules = list(_fitting(entry, page, interval))
    reads = tuple(frozenset(examine(rule.expr).metrics) for rule in rules)
    return Taken(entry.slug, tuple(rules), reads, entry.files.get("rules.test.yaml")) if rules else Taken()


def _families(page: Page) -> Iterator[Family]:
    for name, (kind, names) in page.families.items():
        rows = [(one, row) for one in names for row in page.metrics[one].rows[:_FEW]]
        yield Family(name, kind, samples=[Sample(one, labels, value) for one, (labels, value) in rows])


def _fitting(entry: Entry, page: Page, interval: float) -> Iterator[Rule]:
    """Rules that resolve. What a check warns of on one page alone is silenced: all recordings together pass it."""
    resolved = resolve_all(entry.rules, [page], entry.rules)
    rules = [rule for rule, found in zip(entry.rules, resolved, strict=True) if found.resolves]
    numbered = [_at(rule, number) for number, rule in enumerate(rules, 1)]
    complaints: dict[int, list[str]] = {}
    wrong: set[int] = set()
    for finding in check(numbered, [page], interval=interval):
        if finding.severity == "warning":
            complaints.setdefault(finding.line, []).append(finding.id)
        elif finding.severity == "error":
            wrong.add(finding.line)
    for number, rule in enumerate(rules, 1):
        if number not in wrong:
            yield _silenced(rule, entry.slug, complaints.get(number, []))


def _at(rule: Rule, number: int) -> Rule:
    return replace(rule, file="rules.yaml", line=number, expr_line=number, places={}, source="")


def _silenced(rule: Rule, slug: str, ids: Sequence[str]) -> Rule:
    if not ids:
        return rule
    reason = f"the catalog's rule for {slug}: its other recordings have what this page lacks"
    text = f"# exporterhub: disable={','.join(sorted(set(ids)))} -- {reason}"
    return replace(rule, comments=(*rule.comments, Comment(text, rule.line, 0)))

"""Names as Prometheus recommends them (https://prometheus.io/docs/practices/naming/)."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from exporterhub.exposition import Family, lint

from ..source import Source
from .scrape import families_of

__all__ = ["assert_names"]


def assert_names(page: Source | Iterable[Family], *, allow: Iterable[str] = ()) -> None:
    """Check the names, types and help of a page.

    Args:
        page: a source, which is scraped, or families.
        allow: patterns of finding ids (``naming/help``) or of families that are left alone.

    Raises:
        AssertionError: with one line per finding.
    """
    families = families_of(page)
    patterns = tuple(allow)
    kept = [family for family in families if not _allowed(family.name, patterns)]
    findings = [finding for finding in lint(kept) if not _allowed(finding.id, patterns)]
    if findings:
        raise AssertionError("\n".join(str(finding) for finding in findings))


def _allowed(word: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(word, pattern) for pattern in patterns)

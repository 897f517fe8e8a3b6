"""The page as a file in the repository: a change of names, types, help or labels is seen in review."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from exporterhub.exposition import TEXT, Family, render

from ..source import Source
from .scrape import families_of

__all__ = ["REWRITE", "assert_golden", "normal"]

REWRITE = "EXPORTER_GOLDEN"
_VOLATILE = ("*_scrape_collector_duration_seconds", "process_*", "python_gc_*", "probe_duration_seconds")


def normal(families: Iterable[Family], volatile: Iterable[str] = _VOLATILE) -> str:
    """A page that is the same for the same families: sorted, with 0 for the values of ``volatile`` ones (patterns)."""
    patterns = tuple(volatile)
    return render((_normal(family, patterns) for family in sorted(families)), TEXT).decode()


def assert_golden(
    page: Source | Iterable[Family],
    path: Path,
    *,
    volatile: Iterable[str] = _VOLATILE,
    masked: Callable[[Family], Family] = lambda family: family,
    rewrite: bool | None = None,
) -> None:
    """Compare a page with the file that holds it.

    Args:
        page: a source, which is scraped, or families.
        path: the file.
        volatile: patterns of the families whose values are not compared.
        masked: changes a family before it is compared, for labels that differ from run to run.
        rewrite: write the file instead; unless given, when the environment has ``EXPORTER_GOLDEN``.

    Raises:
        AssertionError: they differ; the message is the difference.
    """
    text = normal((masked(family) for family in families_of(page)), volatile)
    if os.environ.get(REWRITE) if rewrite is None else rewrite:
        path.write_text(text, encoding="utf-8")
        return
    if not path.exists():
        raise AssertionError(f"{path} is not there yet; {REWRITE}=1 writes it")
    before = path.read_text(encoding="utf-8")
    if before != text:
        lines = difflib.unified_diff(before.splitlines(), text.splitlines(), str(path), "the page now", lineterm="")
        raise AssertionError("\n".join([f"the page is not that of {path}; {REWRITE}=1 rewrites it", *lines]))


def _normal(family: Family, volatile: tuple[str, ...]) -> Family:
    samples = sorted(family.samples, key=lambda sample: (sample.name, sorted(sample.labels.items())))
    if any(fnmatchcase(family.name, pattern) for pattern in volatile):
        samples = [sample._replace(value=0.0, timestamp=None) for sample in samples]
    return family._replace(samples=tuple(samples))

"""A scrape without a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exporterhub.exposition import Family, parse

from ..source import ScrapeRequest, Source

__all__ = ["families_of", "scrape"]


def scrape(source: Source, accept: str = "", timeout: float = 10.0, **query: str | Sequence[str]) -> list[Family]:
    """The families of a source's page, which must be a valid one in the format that ``accept`` asks for.

    Args:
        source: what to scrape.
        accept: the Accept header; text format unless given.
        timeout: seconds that the collectors have.
        query: parameters of the URL; a sequence gives one several times.
    """
    parameters = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in query.items()}
    page = source.page(ScrapeRequest(parameters, accept, timeout))
    return list(parse(page.body, page.content_type, strict=True))


def families_of(page: Source | Iterable[Family]) -> list[Family]:
    """The families as they are, or those of a source, which is scraped."""
    return list(page) if isinstance(page, Iterable) else scrape(page)

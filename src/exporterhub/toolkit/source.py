"""What the web layer serves: sources of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from exporterhub.exposition import TEXT

__all__ = ["Page", "Refusal", "ScrapeRequest", "Source"]


class ScrapeRequest(NamedTuple):
    """A request for a page. ``timeout`` is in seconds: what the scraper waits, less the time to send the answer."""

    query: Mapping[str, Sequence[str]] = {}
    accept: str = ""
    timeout: float = 9.5


class Page(NamedTuple):
    """A page: its bytes, not compressed, and their full content type."""

    body: bytes
    content_type: str = TEXT


class Refusal(Exception):
    """Raised by a source for a request that it does not answer with a page: 400 for a bad parameter, 403, 503.

    ``message`` is sent as text and must not hold secrets.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Source(Protocol):
    """Where the pages of a path come from."""

    @property
    def inline(self) -> bool:
        """True when ``page`` never waits: it is then called without a thread, one request after another."""

    def page(self, request: ScrapeRequest) -> Page:
        """The page, within ``request.timeout`` seconds.

        Raises:
            Refusal: the request is answered otherwise.
        """

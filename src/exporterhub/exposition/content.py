"""Content types: which format a page is in, and which one to send.

Follows RFC 9110 section 12.5 and Prometheus' "Content negotiation".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .names import ESCAPINGS, Escaping

__all__ = [
    "OPENMETRICS",
    "TEXT",
    "accepts_gzip",
    "escaping_of",
    "guess_content_type",
    "is_openmetrics",
    "negotiate",
]

TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"

_OPENMETRICS_MEDIA = "application/openmetrics-text"
_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


class _Offer(NamedTuple):
    media: str
    version: str

    def content_type(self, escaping: str) -> str:
        scheme = f"; escaping={escaping}" if escaping else ""
        return f"{self.media}; version={self.version}; charset=utf-8{scheme}"


class _Range(NamedTuple):
    """One range of an Accept header, in the order of the header."""

    place: int
    media: str
    parameters: dict[str, str]
    quality: float

    def specificity(self, offer: _Offer) -> int:
        """How precisely this range names the offer; 0 where it does not."""
        if self.media == "*/*":
            return 1
        if self.media == f"{offer.media.partition('/')[0]}/*":
            return 2
        if self.media != offer.media:
            return 0
        version = self.parameters.get("version")
        if version is None:
            return 3
        return 4 if version == offer.version else 0


# In the order in which they are offered to a peer that does not care.
_OFFERS = (
    _Offer("text/plain", "0.0.4"),
    _Offer("text/plain", "1.0.0"),
    _Offer(_OPENMETRICS_MEDIA, "1.0.0"),
    _Offer(_OPENMETRICS_MEDIA, "0.0.1"),
)


def is_openmetrics(content_type: str | None) -> bool:
    """Whether a page of this content type is OpenMetrics; a missing or unknown type means the text format."""
    return _media(content_type or "") == _OPENMETRICS_MEDIA


def escaping_of(content_type: str | None) -> Escaping | None:
    """The ``escaping`` parameter of a content type, or None."""
    wanted = _parameters((content_type or "").split(";")[1:]).get("escaping", "")
    return next((scheme for scheme in ESCAPINGS if scheme == wanted), None)


def guess_content_type(page: bytes | str) -> str:
    """The content type of a page that came without one (a file, a pasted page): OpenMetrics ends with ``# EOF``."""
    tail = page[-64:]
    text = tail.decode("utf-8", "replace") if isinstance(tail, bytes) else tail
    lines = text.rstrip().splitlines()
    return OPENMETRICS if lines and lines[-1] == "# EOF" else TEXT


def negotiate(accept: str) -> str:
    """The full Content-Type to send for an Accept header.

    The most specific range decides on a format, ``q=0`` excludes it, the highest quality wins and the order of the
    header breaks ties. The ``escaping`` that the winning range asks for is repeated, so that the peer knows it was
    heard. Whatever the header says, the answer is a valid type: Prometheus 3 fails a scrape without one.
    """
    ranges = list(_ranges(accept))
    best: tuple[float, int, int, str] | None = None
    for position, offer in enumerate(_OFFERS):
        fitting = [(r.specificity(offer), -r.place, r) for r in ranges if r.specificity(offer)]
        if not fitting:
            continue
        chosen = max(fitting, key=lambda item: item[:2])[2]
        candidate = (-chosen.quality, chosen.place, position, offer.content_type(_escaping(chosen)))
        if chosen.quality > 0 and (best is None or candidate < best):
            best = candidate
    return best[3] if best else TEXT


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header takes gzip: ``gzip;q=0`` does not, and a missing header does not ask for it."""
    qualities = {r.media: r.quality for r in _ranges(accept_encoding)}
    for coding in ("gzip", "x-gzip", "*"):
        if coding in qualities:
            return qualities[coding] > 0
    return False


def _ranges(header: str) -> Iterator[_Range]:
    for place, item in enumerate((header or "").split(",")):
        media, *rest = item.split(";")
        parameters = _parameters(rest)
        quality = parameters.pop("q", "1")
        if media.strip() and _QUALITY.fullmatch(quality):
            yield _Range(place, media.strip().lower(), parameters, float(quality))


def _parameters(items: list[str]) -> dict[str, str]:
    pairs = (item.partition("=") for item in items)
    return {key.strip().lower(): value.strip().strip('"').lower() for key, _, value in pairs}


def _escaping(chosen: _Range) -> str:
    wanted = chosen.parameters.get("escaping", "")
    return wanted if wanted in ESCAPINGS else ""


def _media(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()

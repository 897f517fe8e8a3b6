"""Which requests are views: a person opened the page of an entry.

Looked at and forgotten: nothing of the request but the slug is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["ROBOTS", "viewed_slug"]

ROBOTS = ("bot", "crawl", "spider", "slurp", "facebookexternalhit", "preview", "archiver", "uptime", "blackbox")
"""Who has one of these in its User-Agent (in any case) is a program that reads pages, and is not counted."""

_PAGE = re.compile(r"(?:/[a-z]{2}(?:-[A-Za-z]{2,4})?)?/exporters/([^/]+)")
_ROBOT = re.compile("|".join(ROBOTS).encode(), re.IGNORECASE)
_PART = re.compile(rb"(?:^|&)part=")
_AHEAD = (b"sec-purpose", b"purpose", b"x-moz")


def viewed_slug(scope: Mapping[str, Any]) -> str | None:
    """The slug of the entry whose page this request (an ASGI scope) asks for, if it is to be counted.

    Not counted: parts of a page, what a browser fetches ahead (Fetch, ``Sec-Purpose``), robots. Whether there is such
    an entry, the answer tells.
    """
    page = _PAGE.fullmatch(scope["path"]) if scope["method"] == "GET" else None
    if page is None or _PART.search(scope["query_string"]):
        return None
    for name, value in scope["headers"]:
        if (name in _AHEAD and b"prefetch" in value) or (name == b"user-agent" and _ROBOT.search(value)):
            return None
    return page[1]

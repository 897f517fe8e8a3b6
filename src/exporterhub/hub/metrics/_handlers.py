"""Which handler a path belongs to: a small fixed set of names, whatever strangers ask for."""

from __future__ import annotations

from exporterhub.hub.languages import languages

__all__ = ["HANDLERS", "handler_of"]

_PAGES = {
    "": "home",
    "exporters": "entry",
    "compare": "compare",
    "explain": "explain",
    "paste": "paste",
    "host": "host",
    "static": "static",
    "metrics": "metrics",
    **dict.fromkeys(("feed.xml", "sitemap.xml", "llms.txt"), "feed"),
    **dict.fromkeys(("favicon.svg", "favicon.ico", "robots.txt", "site.webmanifest"), "static"),
    **dict.fromkeys(("api", "tiers", "webhooks"), "page"),
}
_API = {
    "exporters": "api_entry",
    "search": "api_search",
    "facets": "api_search",
    "identify": "api_identify",
    "generate": "api_identify",
    "health": "health",
}
_LIST = "/api/v1/exporters"
HANDLERS = tuple(sorted({*_PAGES.values(), *_API.values(), "api_list", "api", "badge", "feed", "other"}))
"""All names: pages, ``api`` and its parts, ``static``, and ``other`` for what is nowhere."""


def handler_of(path: str) -> str:
    """The name of what answers at ``path``, in whatever language; a path below a handler's is its affair, 404s too."""
    if path == _LIST:
        return "api_list"
    parts = path.split("/", 5)
    if len(parts) > 1 and parts[1] in languages():
        del parts[1]
    first = parts[1] if len(parts) > 1 else ""
    if first == "api" and len(parts) > 3 and parts[2] == "v1":
        return _API.get(parts[3], "api")
    if first == "exporters" and len(parts) > 3:
        return {"badge.svg": "badge", "feed.xml": "feed"}.get(parts[3], "entry")
    return _PAGES.get(first, "other")

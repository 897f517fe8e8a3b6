"""For programs that read sites: llms.txt, the sitemap, and Atom feeds of what was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from exporterhub.catalog import Entry, Recording
from exporterhub.hub.http.reply import reply
from exporterhub.hub.languages import languages
from exporterhub.hub.library import Library
from exporterhub.hub.pages._shared import entry_of
from exporterhub.messages import say

__all__ = ["router"]

router = APIRouter()
ATOM = "application/atom+xml; charset=utf-8"
_PAGES = ("/", "/explain", "/compare", "/paste", "/tiers", "/api")
_MOST = 50


@router.get("/llms.txt")
def llms(request: Request) -> Response:
    """What there is and how to ask for it, for language models (llmstxt.org)."""
    library: Library = request.app.state.library
    base = request.app.state.public_url
    lines = [
        "# ExporterHub",
        "",
        "> Which Prometheus exporter, how to run it safely, what it exposes, what to alert on and what to look at:",
        "> a catalog recorded from the real programs. Alerts say whether they were seen to fire under a real fault.",
        "",
        "## Ask",
        "",
        f"- [Explain]({base}/api/v1/explain?q=redis_up): JSON; a metric, an alert's name or a PromQL query in `q`",
        f"- [Search]({base}/api/v1/search?q=postgres): JSON; words, a metric or a symptom in `q`",
        f"- [API]({base}/api/v1/openapi.json): OpenAPI description of everything the site shows",
        "",
        "## Exporters",
        "",
    ]
    lines += [
        f"- [{item.name}]({base}/api/v1/exporters/{item.slug}): {item.summary} (tier {item.tier}, {item.alerts} alerts)"
        for item in library.by_name
    ]
    return reply(request, ("\n".join(lines) + "\n").encode(), "text/markdown; charset=utf-8", keep=True)


@router.get("/sitemap.xml")
def sitemap(request: Request) -> Response:
    """The site's addresses in every language (sitemaps.org); they are absolute, so the hub has to know its own."""
    base = request.app.state.public_url
    if not base:
        raise HTTPException(404, say("The hub does not know its public address. Start it with --public-url."))
    library: Library = request.app.state.library
    places = [*_PAGES, *(f"/exporters/{item.slug}" for item in library.by_name)]
    roots = {"x-default": "", **{code: request.app.state.site.root(one) for code, one in languages().items()}}
    rows = "".join(_places(base, place, roots) for place in places)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">{rows}</urlset>'
    )
    return reply(request, body.encode(), "application/xml", keep=True)


def _places(base: str, place: str, roots: Mapping[str, str]) -> str:
    """A page in each language, each time with where it is in the others."""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(base + root + place)}/>'
        for code, root in roots.items()
    )
    pages = dict.fromkeys(base + root + place for root in roots.values())
    return "".join(f"<url><loc>{escape(page)}</loc>{links}</url>" for page in pages)


@router.get("/feed.xml")
def feed(request: Request) -> Response:
    """What was recorded lately, of all exporters."""
    library: Library = request.app.state.library
    pairs = [(entry, recording) for entry in library.catalog for recording in entry.recordings]
    return _feed(request, "ExporterHub: recorded exporters", "/feed.xml", "/", pairs)


@router.get("/exporters/{slug}/feed.xml")
def entry_feed(request: Request, slug: str) -> Response:
    """What was recorded of one exporter."""
    entry = entry_of(request, slug)
    pairs = [(entry, recording) for recording in entry.recordings]
    return _feed(
        request, f"ExporterHub: {entry.exporter.name}", f"/exporters/{slug}/feed.xml", f"/exporters/{slug}", pairs
    )


def _feed(request: Request, title: str, own: str, page: str, pairs: Iterable[tuple[Entry, Recording]]) -> Response:
    """An Atom feed (RFC 4287). Identifiers are tag URIs, so they do not change with the hub's address."""
    base = request.app.state.public_url
    newest = sorted(pairs, key=lambda pair: (pair[1].date, pair[0].slug, pair[1].name), reverse=True)[:_MOST]
    updated = f"{newest[0][1].date if newest else '1970-01-01'}T00:00:00Z"
    entries = "".join(_item(base, entry, recording) for entry, recording in newest)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>tag:exporterhub,2026:{escape(own)}</id><title>{escape(title)}</title><updated>{updated}</updated>"
        f'<author><name>ExporterHub</name></author><link rel="self" href={quoteattr(base + own)}/>'
        f"<link href={quoteattr(base + page)}/>{entries}</feed>"
    )
    return reply(request, body.encode(), ATOM, keep=True)


def _item(base: str, entry: Entry, recording: Recording) -> str:
    target = f" with {recording.target} {recording.target_version}" if recording.target else ""
    flags = f", flags {recording.flags}" if recording.flags else ""
    title = f"{entry.exporter.name} {recording.version} recorded"
    place = f"/exporters/{entry.slug}#recordings"
    text = f"{recording.exporter} {recording.version}{target}, run {recording.run}{flags}."
    return (
        f"<entry><id>tag:exporterhub,2026:{escape(entry.slug)}/{escape(recording.name)}</id><title>{escape(title)}</title>"
        f"<updated>{recording.date}T00:00:00Z</updated><link href={quoteattr(base + place)}/>"
        f"<summary>{escape(text)}</summary></entry>"
    )

"""A badge to embed: the tier, and the newest version that was recorded."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Request, Response

from exporterhub.hub.http.reply import reply
from exporterhub.hub.pages._shared import entry_of

__all__ = ["badge", "router"]

router = APIRouter()
_COLOURS = {"proven": "#0b6a56", "verified": "#2c4f8f", "covered": "#7d5700", "listed": "#656f6a"}
_HEIGHT = 20
_WIDE = frozenset("mwMW@%")
_NARROW = frozenset("ijlIft.,:;|'! ")


@router.get("/exporters/{slug}/badge.svg")
def get_badge(request: Request, slug: str) -> Response:
    """The badge; no request to anybody else is made when it is shown."""
    document = request.app.state.library.document(entry_of(request, slug))
    newest = document.recorded_versions[-1] if document.recorded_versions else ""
    said = f"{document.tier}, {newest}" if newest else document.tier
    body = badge("ExporterHub", said, _COLOURS[document.tier]).encode()
    headers = {"cache-control": "public, max-age=3600", "cross-origin-resource-policy": "cross-origin"}
    return reply(request, body, "image/svg+xml", headers=headers)


def badge(label: str, said: str, colour: str) -> str:
    """An SVG of 20 pixels height; widths are estimated, and the text is fitted into them."""
    left, right = _width(label), _width(said)
    whole = left + right
    text = escape(f"{label}: {said}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{_HEIGHT}" role="img" aria-label="{text}">'
        f"<title>{text}</title>"
        f'<rect width="{whole}" height="{_HEIGHT}" rx="4" fill="#18201d"/>'
        f'<path d="M{left} 0h{right - 4}a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H{left}z" fill="{colour}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2:g}" y="14" textLength="{left - 12}">{escape(label)}</text>'
        f'<text x="{left + right / 2:g}" y="14" textLength="{right - 12}">{escape(said)}</text></g></svg>'
    )


def _width(text: str) -> int:
    return round(sum(10 if sign in _WIDE else 4 if sign in _NARROW else 7 for sign in text)) + 12

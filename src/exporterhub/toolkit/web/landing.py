"""The landing page: what this is, and where its pages are."""

from __future__ import annotations

from collections.abc import Sequence

from ..options import WebOptions
from .message import Response

__all__ = ["landing"]

_STYLE = (
    "body{font-family:system-ui,sans-serif;margin:0;color:#1c1e21;background:#fff}"
    "header{background:#e6522c;color:#fff;padding:.6rem 1rem}h1{font-size:1.3rem;margin:0}"
    "main{padding:0 1rem}li{margin:.4rem 0}"
    "@media(prefers-color-scheme:dark){body{background:#16181b;color:#e8eaed}a{color:#8ab4f8}}"
)
_HEADERS = (
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)
_TEXTS = {"/metrics": "Metrics", "/probe": "Probe"}


def escape(text: str) -> str:
    """Text for HTML, in elements and quoted attributes. (``html.escape`` costs half a megabyte of entities.)"""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        text = text.replace(character, entity)
    return text


def landing(options: WebOptions, paths: Sequence[str]) -> Response:
    """The page. All that comes from options is escaped; the version is left out with ``hide_version``."""
    name = escape(options.name)
    lines = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{name}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        f"<header><h1>{name}</h1></header>\n<main>",
    ]
    if options.description:
        lines.append(f"<p>{escape(options.description)}</p>")
    if options.version and not options.hide_version:
        lines.append(f"<p>Version: {escape(options.version)}</p>")
    lines.append("<ul>")
    lines.extend(_link(path, _TEXTS.get(path, path)) for path in paths)
    lines.extend(_link(address, text) for text, address in options.links.items())
    lines.extend((_link("/-/healthy", "Health"), _link("/-/ready", "Readiness")))
    lines.append("</ul>\n</main>\n</body>\n</html>\n")
    configured = "\n".join(lines).encode()
    return Response(200, configured, "text/html; charset=utf-8", _HEADERS)


def _link(address: str, text: str) -> str:
    safe = address if address.startswith(("/", "https://", "http://")) else "#"
    return f'<li><a href="{escape(safe)}">{escape(text)}</a></li>'

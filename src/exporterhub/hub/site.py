"""Pages from templates: the environment, its filters, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

import exporterhub
from exporterhub.hub.assets import Assets
from exporterhub.hub.guide import guide_html, guide_outline
from exporterhub.hub.highlight import highlight
from exporterhub.hub.http.reply import HTML, reply
from exporterhub.hub.words import annotation, breakable, bytesize, count, duration, mark, monogram, reading, thousands

__all__ = ["Site"]

_HERE = Path(__file__).resolve().parent


class Site:
    """Renders templates. Everything is escaped unless a filter made it."""

    def __init__(self, *, shows_host: bool = False, public_url: str = "", static: bool = False) -> None:
        self.static = static
        self.assets = Assets(_HERE / "static")
        self.environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            extensions=["jinja2.ext.i18n"],
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
        self.environment.globals |= {
            "asset": self.assets.path,
            "count": count,
            "hub_version": exporterhub.__version__,
            "public_url": public_url,
            "shows_host": shows_host,
            "static": static,
        }
        self.environment.filters |= {
            "annotation": annotation,
            "breakable": breakable,
            "bytesize": bytesize,
            "duration": duration,
            "guide": guide_html,
            "outline": guide_outline,
            "highlight": highlight,
            "mark": mark,
            "monogram": monogram,
            "reading": reading,
            "thousands": thousands,
        }

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """The template's text with these values."""
        return self.environment.get_template(template).render(**values)

    def page(
        self, request: Request, template: str, values: Mapping[str, Any], *, status: int = 200, keep: bool = False
    ) -> Response:
        """The answer with this page; ``keep`` as for ``reply``."""
        body = self.render(template, {"path": request.url.path, **values}).encode()
        return reply(request, body, HTML, status, keep=keep)

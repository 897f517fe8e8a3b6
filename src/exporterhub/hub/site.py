"""Pages from templates: the environment, its filters, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

import exporterhub
from exporterhub.hub.assets import Assets
from exporterhub.hub.guide import guide_html, guide_outline
from exporterhub.hub.highlight import highlight
from exporterhub.hub.http.reply import HTML, reply
from exporterhub.hub.languages import ENGLISH, Language, Visit, install_language, languages, visit_of
from exporterhub.hub.words import annotation, breakable, mark, monogram

__all__ = ["Site"]

_HERE = Path(__file__).resolve().parent
_QUERY = "!$&'()*+,/:;=?@%~"
"""What stays as it is in a query (RFC 3986, 3.4)."""


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
        self._environments = {ENGLISH: self.environment}
        self.environment.globals |= {
            "asset": self.assets.path,
            "hub_version": exporterhub.__version__,
            "marks": self.assets.symbols("icons.svg"),
            "public_url": public_url,
            "shows_host": shows_host,
            "shows_webhooks": False,
            "static": static,
        }
        self.environment.filters |= {
            "annotation": annotation,
            "breakable": breakable,
            "guide": guide_html,
            "outline": guide_outline,
            "highlight": highlight,
            "mark": mark,
            "monogram": monogram,
        }
        install_language(self.environment, ENGLISH)

    def render(self, template: str, values: Mapping[str, Any], visit: Visit | None = None) -> str:
        """The template's text with these values, in English and with plain links unless a visit says otherwise."""
        visit = visit or Visit()
        links = {"url": visit.url, "root": visit.root}
        return self._speaking(visit.language).get_template(template).render(**links, **values)

    def _speaking(self, language: Language) -> Environment:
        """The environment of a language, made at its first page: templates are compiled once for each."""
        made = self._environments.get(language)
        if made is None:
            made = self.environment.overlay()
            made.globals = {**self.environment.globals}
            made.filters = {**self.environment.filters}
            install_language(made, language)
            self._environments[language] = made
        return made

    def page(
        self, request: Request, template: str, values: Mapping[str, Any], *, status: int = 200, keep: bool = False
    ) -> Response:
        """The answer with this page in the visitor's language; ``keep`` as for ``reply``."""
        visit = visit_of(request)
        path = request.url.path
        known = {"path": path, "languages": self._languages(visit, quote(path), request.url.query)}
        body = self.render(template, {**known, **values}, visit).encode()
        return reply(request, body, HTML, status, keep=keep, visit=visit)

    def root(self, language: Language) -> str:
        """What stands before the path of a page in this language; files have English ones without anything."""
        return "" if self.static and language is ENGLISH else f"/{language.code}"

    def _languages(self, visit: Visit, path: str, query: str) -> list[dict[str, Any]]:
        """Every language with the address of this page in it."""
        asked = f"?{quote(query, safe=_QUERY)}" if query else ""
        return [
            {
                "code": language.code,
                "name": language.name,
                "root": self.root(language),
                "path": f"{self.root(language)}{path}",
                "link": f"{self.root(language)}{path}{asked}",
                "chosen": language is visit.language,
            }
            for language in languages().values()
        ]

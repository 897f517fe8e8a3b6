"""The application: API, pages, static files, errors, and the prepared answers in front of them all."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI

import exporterhub
from exporterhub.errors import BadInput
from exporterhub.hub import api, pages
from exporterhub.hub.errors import install_handlers
from exporterhub.hub.front import Front
from exporterhub.hub.host import parse_node
from exporterhub.hub.http.body import Gate
from exporterhub.hub.http.problems import Problem
from exporterhub.hub.library import Library, open_library
from exporterhub.hub.site import Site

__all__ = ["create_app", "make_app", "parse_public_url"]

API = "/api/v1"
_ABOUT = (
    "Everything the site shows, as JSON. Nothing is stored, no key is needed. Errors are problem documents (RFC 9457)."
)


def create_app(
    catalog_folders: Sequence[Path] | None = None, *, node: str | None = None, public_url: str = ""
) -> FastAPI:
    """The hub over these catalog folders (those that come with the program unless given).

    ``node`` is the loopback ``address:port`` of a host exporter, which the page "This host" then reads.
    ``public_url`` is where visitors reach the hub (``https://hub.example.org``), for links that must be absolute; the
    Host header is never trusted with that.
    Raises BadInput for a folder that cannot be read, an address that is not this machine's loopback, or no such URL.
    """
    return make_app(open_library(catalog_folders), node, public_url)


def make_app(library: Library, node: str | None = None, public_url: str = "", *, static: bool = False) -> Front:
    """The hub over a library; ``node`` and ``public_url`` as for ``create_app``, ``static`` for pages kept as files."""
    public_url = parse_public_url(public_url)
    site = Site(shows_host=node is not None, public_url=public_url, static=static)
    app = Front(
        title="ExporterHub",
        summary=_ABOUT,
        version=exporterhub.__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        # Redirects to a slash or away from it would be built from the Host header, which nothing here may trust.
        redirect_slashes=False,
    )
    app.state.library = library
    app.state.site = site
    app.state.public_url = public_url
    app.state.gate = Gate()
    app.state.node = parse_node(node) if node is not None else None
    app.state.host_gate = Gate()
    for router in _routers(api):
        app.include_router(router, prefix=API)
    for router in _routers(pages):
        app.include_router(router, include_in_schema=False)
    install_handlers(app)
    _declare_problem(app)
    app.prepare(library, site)
    return app


def parse_public_url(text: str) -> str:
    """The URL without a slash at its end; empty stays empty. Raises BadInput for anything but http(s)://host[/path]."""
    url = text.strip().rstrip("/")
    parts = urlsplit(url)
    fine = (
        parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment or parts.username)
    )
    if url and not fine:
        raise BadInput(f"{text!r} is no public URL", remedy="give one such as https://hub.example.org")
    return url


def _routers(package: ModuleType) -> Iterator[APIRouter]:
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_"):
            yield importlib.import_module(f"{package.__name__}.{module.name}").router


def _declare_problem(app: FastAPI) -> None:
    """Add the problem document's schema, which no handler returns, so that references to it resolve."""
    schema = app.openapi()
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for path in schema["paths"].values():
        for operation in path.values():
            _replace_validation_error(operation["responses"])
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)


def _replace_validation_error(responses: dict[str, dict[str, object]]) -> None:
    wrong = responses.get("422")
    if wrong and "application/json" in dict(wrong.get("content") or {}):  # type: ignore[call-overload]
        reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
        wrong |= {"description": "A value cannot be used", "content": {"application/problem+json": reference}}

"""The application: API, pages, static files, errors, and the prepared answers in front of them all."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
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
from exporterhub.hub.metrics import PATH, Metrics, metrics_page
from exporterhub.hub.site import Site
from exporterhub.hub.state import State, ViewCounter
from exporterhub.hub.webhooks import Courier, Operator, entries_now
from exporterhub.messages import say

__all__ = ["create_app", "make_app", "parse_public_url"]

API = "/api/v1"
_ABOUT = say(
    "Everything the site shows, as JSON. Nothing is stored, no key is needed. Errors are problem documents (RFC 9457)."
)


def create_app(
    catalog_folders: Sequence[Path] | None = None,
    *,
    node: str | None = None,
    public_url: str = "",
    state: State | None = None,
) -> FastAPI:
    """The hub over these catalog folders (those that come with the program unless given).

    ``node`` is the loopback ``address:port`` of a host exporter, which the page "This host" then reads.
    ``public_url`` is where visitors reach the hub (``https://hub.example.org``), for links that must be absolute; the
    Host header is never trusted with that.
    ``state`` is where views are counted (``exporterhub.hub.state.open_state``); without one they are not. It needs a
    server that speaks ASGI's lifespan protocol, and is not closed.
    Raises BadInput for a folder that cannot be read, an address that is not this machine's loopback, or no such URL.
    """
    return make_app(open_library(catalog_folders), node, public_url, state=state)


def make_app(
    library: Library,
    node: str | None = None,
    public_url: str = "",
    *,
    static: bool = False,
    state: State | None = None,
    metrics: Metrics | None = None,
    shows_metrics: bool = True,
    operator: Operator | None = None,
) -> Front:
    """The hub over a library; the rest as for ``create_app``, and ``static`` for pages kept as files.

    ``metrics`` is what this process counts with; ``shows_metrics`` says whether its page is one of the hub's.
    ``operator`` is who may see and change the webhooks; without one there is no page of them.
    """
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
        lifespan=_lifespan,
    )
    app.metrics = app.state.metrics = metrics or Metrics()
    library.timed = app.metrics.search.observe
    app.state.library = library
    app.state.site = site
    app.state.public_url = public_url
    app.state.gate = Gate()
    app.state.node = parse_node(node) if node is not None else None
    app.state.host_gate = Gate()
    app.state.background = []
    app.state.database = state
    app.state.views = _count_views(app, state)
    app.state.operator = operator
    site.environment.globals["shows_webhooks"] = operator is not None
    if state is not None:
        courier = Courier(state, lambda: entries_now(library.catalog), public_url=public_url)
        courier.told = lambda outcome: app.metrics.delivered(ok=outcome.ok)
        app.state.background.append(courier)
    for router in _routers(api):
        app.include_router(router, prefix=API)
    for router in _routers(pages):
        app.include_router(router, include_in_schema=False)
    if shows_metrics and not static:
        page: Any = metrics_page(library, app.metrics)  # Starlette takes an ASGI application, too
        app.add_route(PATH, page, include_in_schema=False)
    install_handlers(app)
    _declare_problem(app)
    app.prepare(library, site)
    return app


def _count_views(app: Front, state: State | None) -> ViewCounter | None:
    if state is None:
        return None
    counter = ViewCounter(state)
    counter.stepped = app.metrics.watch_database()
    counter.changed = app.forget  # the home page offers another order
    app.watch = counter.watch
    app.state.background.append(counter)
    return counter


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Run what works beside the requests (it has ``start()`` and ``stop()``) in the process that serves."""
    with ExitStack() as running:
        for part in app.state.background:
            part.start()
            running.callback(part.stop)
        yield


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

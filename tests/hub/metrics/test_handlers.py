"""Which handler a path belongs to."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from exporterhub.hub import pages
from exporterhub.hub.metrics import HANDLERS, handler_of


@pytest.mark.parametrize(
    ("path", "handler"),
    [
        ("/", "home"),
        ("/ko/", "home"),
        ("/exporters/redis", "entry"),
        ("/ko/exporters/redis", "entry"),
        ("/exporters/nothing", "entry"),
        ("/exporters/redis/badge.svg", "badge"),
        ("/exporters/redis/feed.xml", "feed"),
        ("/feed.xml", "feed"),
        ("/static/site.css", "static"),
        ("/robots.txt", "static"),
        ("/paste", "paste"),
        ("/metrics", "metrics"),
        ("/tiers", "page"),
        ("/api", "page"),
        ("/api/v1/exporters", "api_list"),
        ("/api/v1/exporters/redis", "api_entry"),
        ("/api/v1/exporters/redis/recordings/x", "api_entry"),
        ("/api/v1/search", "api_search"),
        ("/api/v1/generate", "api_identify"),
        ("/api/v1/health", "health"),
        ("/api/v1/openapi.json", "api"),
        ("/wp-login.php", "other"),
        ("", "home"),
    ],
)
def test_the_handler_of_a_path(path: str, handler: str) -> None:
    assert handler_of(path) == handler


@given(st.text(alphabet="/.abkosxé-", max_size=30))
def test_whatever_is_asked_the_names_stay_few(path: str) -> None:
    assert handler_of(path) in HANDLERS


def test_every_address_of_the_hub_has_a_handler(app: FastAPI) -> None:
    modules = [
        importlib.import_module(f"{pages.__name__}.{found.name}") for found in pkgutil.iter_modules(pages.__path__)
    ]
    routers = [module.router for module in modules if hasattr(module, "router")]
    places = {route.path for router in routers for route in router.routes}
    places |= set(app.openapi()["paths"]) | set(app.prepared)  # type: ignore[attr-defined]
    assert len(places) > 20
    assert [place for place in sorted(places) if handler_of(place) == "other"] == []

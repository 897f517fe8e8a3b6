"""For exporters written in Python: collectors with deadlines, pages, and a web layer that can stand on a network.

::

    from exporterhub.toolkit import RegistrySource, WebOptions, serve

    serve(RegistrySource(REGISTRY), WebOptions(name="my exporter", listen=(":9999",)))

What is named here is imported when it is used: the host exporter is to stay small.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import flags, logs
    from .collector import Collector, NoData, Result, Scrape
    from .options import Limits, WebOptions
    from .pages import CollectorSource
    from .program import run
    from .registry import ClientCollector, RegistrySource
    from .runner import Runner
    from .secret import Secret, add_secret_flag, read_secret
    from .source import Page, Refusal, ScrapeRequest, Source
    from .web.auth import Users, credentials
    from .web.config import RateLimit
    from .web.gate import Bucket
    from .web.run import make_server, serve

__all__ = [
    "Bucket",
    "ClientCollector",
    "Collector",
    "CollectorSource",
    "Limits",
    "NoData",
    "Page",
    "RateLimit",
    "Refusal",
    "RegistrySource",
    "Result",
    "Runner",
    "Scrape",
    "ScrapeRequest",
    "Secret",
    "Source",
    "Users",
    "WebOptions",
    "add_secret_flag",
    "credentials",
    "flags",
    "logs",
    "make_server",
    "read_secret",
    "run",
    "serve",
]

_WHERE = {
    "Bucket": "web.gate",
    "ClientCollector": "registry",
    "Collector": "collector",
    "CollectorSource": "pages",
    "Limits": "options",
    "NoData": "collector",
    "Page": "source",
    "RateLimit": "web.config",
    "Refusal": "source",
    "RegistrySource": "registry",
    "Result": "collector",
    "Runner": "runner",
    "Scrape": "collector",
    "ScrapeRequest": "source",
    "Secret": "secret",
    "Source": "source",
    "Users": "web.auth",
    "WebOptions": "options",
    "add_secret_flag": "secret",
    "credentials": "web.auth",
    "flags": "",
    "logs": "",
    "make_server": "web.run",
    "read_secret": "secret",
    "run": "program",
    "serve": "web.run",
}


def __getattr__(name: str) -> object:
    where = _WHERE.get(name)
    if where is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = importlib.import_module(f"{__name__}.{where or name}")
    return getattr(found, name) if where else found

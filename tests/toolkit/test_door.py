"""What the toolkit offers, and what it costs to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

import exporterhub.toolkit as toolkit
import exporterhub.toolkit.probe
import exporterhub.toolkit.testing

HEAVY = (
    "fastapi",
    "granian",
    "httpx",
    "jinja2",
    "pydantic",
    "rich",
    "exporterhub.hub",
    "exporterhub.catalog",
    "exporterhub.cli",
)


def test_the_door() -> None:
    assert toolkit.__all__ == [
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
    assert all(getattr(toolkit, name) for name in toolkit.__all__)
    with pytest.raises(AttributeError):
        toolkit.nothing  # noqa: B018


def test_the_side_doors() -> None:
    for module in (exporterhub.toolkit.probe, exporterhub.toolkit.testing):
        assert all(hasattr(module, name) for name in module.__all__)


def modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_all_of_it_needs_none_of_the_hub() -> None:
    rest = ("probe", "testing", "web.secure")
    imports = "\n".join(f"import exporterhub.toolkit.{module}" for module in rest)
    loaded = modules_after(f"from exporterhub.toolkit import *\n{imports}")
    assert not loaded.intersection(HEAVY)


def test_a_server_without_tls_and_users_loads_no_yaml_bcrypt_or_client() -> None:
    loaded = modules_after(
        "from exporterhub.toolkit import CollectorSource, Runner, WebOptions, flags, make_server\n"
        "make_server(CollectorSource(Runner([], namespace='a')), WebOptions(listen=('127.0.0.1:0',)))\n"
        "import warnings; warnings.simplefilter('ignore')"
    )
    assert "exporterhub.toolkit.web.server" in loaded
    assert not loaded.intersection(
        {"yaml", "bcrypt", "ctypes", "uvicorn", "prometheus_client", "http.client", "exporterhub.toolkit.web.tls"}
    )


def test_the_door_itself_loads_nothing() -> None:
    loaded = modules_after("import exporterhub.toolkit")
    assert not loaded.intersection({"asyncio", "argparse", "logging", "exporterhub.exposition"})

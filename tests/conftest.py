"""What all tests share: the golden fixture, and the folder of the catalog."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from exporterhub.programs import debian_unavailable, sandbox_unavailable

settings.register_profile("no-clock", deadline=None)  # no test fails on a clock, on a busy machine either
settings.load_profile("no-clock")

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--golden`` rewrites the expected files instead of comparing with them."""
    parser.addoption("--golden", action="store_true", help="rewrite the expected files")


_debian_unavailable = functools.cache(debian_unavailable)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, and say what it lacks."""
    if item.get_closest_marker("debian") and _debian_unavailable():
        pytest.skip(f"needs a Debian archive: {_debian_unavailable()}")
    if item.get_closest_marker("sandbox") and sandbox_unavailable():
        pytest.skip(f"needs a sandbox: {sandbox_unavailable()}")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare text with the file that holds what a person should see."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--golden"):
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path.name} is missing; make golden writes it"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def catalog_folder() -> Path:
    """The catalog of this repository."""
    return REPOSITORY / "catalog"

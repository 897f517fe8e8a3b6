"""The landing page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from exporterhub.toolkit import WebOptions
from exporterhub.toolkit.web.landing import landing

CASES = Path(__file__).parent / "cases"


def test_what_a_person_sees(golden: Callable[[Path, str], None]) -> None:
    options = WebOptions(
        name="Demo exporter",
        version="1.2.3",
        description="Metrics of the demo.",
        links={"Docs": "https://example.org/"},
    )
    golden(CASES / "landing.html", landing(options, ["/metrics", "/probe"]).body.decode())


def test_everything_is_escaped() -> None:
    evil = '"><script>alert(1)</script>'
    options = WebOptions(
        name=evil, version=evil, description=evil, links={evil: "javascript:alert(1)", "b": f"https://x/{evil}"}
    )
    page = landing(options, [f"/{evil}"]).body.decode()
    assert "<script" not in page
    assert "javascript:" not in page


def test_the_version_can_be_hidden() -> None:
    shown = landing(WebOptions(version="1.2.3"), []).body
    hidden = landing(WebOptions(version="1.2.3", hide_version=True), []).body
    assert b"1.2.3" in shown
    assert b"1.2.3" not in hidden


def test_nothing_can_be_loaded_from_it(serve: Callable[..., Any], fixed: Any, tools: Any) -> None:
    answer = tools.fetch(serve(fixed()).addresses[0], "/")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_there_is_none_where_the_metrics_are_at_the_root(serve: Callable[..., Any], fixed: Any, tools: Any) -> None:
    answer = tools.fetch(serve(fixed(), telemetry_path="/").addresses[0], "/")
    assert answer.text == "up 1\n"

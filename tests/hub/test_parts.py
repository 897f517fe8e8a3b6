"""The small parts: colours, guides, words, queries, assets, and the door."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exporterhub.hub
from exporterhub.hub.assets import Assets
from exporterhub.hub.guide import guide_html
from exporterhub.hub.highlight import highlight
from exporterhub.hub.query import SearchQuery
from exporterhub.hub.words import mark, monogram

STATIC = Path(exporterhub.hub.__file__).parent / "static"


def plain(marked: str) -> str:
    return html.unescape(re.sub(r"</?(?:span|mark)[^>]*>", "", marked))


@given(st.text(), st.sampled_from(["promql", "yaml", "sh", "ini", "prom", "json", "none"]))
def test_colours_never_change_the_text(text: str, language: str) -> None:
    assert plain(highlight(text, language)) == text


@given(st.text(), st.text(max_size=20))
def test_marks_never_change_the_text(text: str, words: str) -> None:
    assert plain(mark(text, words)) == text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('rate(a_total{job=~"x|y"}[5m]) > 0.5', 'f:rate m:a_total l:job o:=~ s:"x|y" n:5m o:> n:0.5'),
        ("sum by (instance) (b) or c", "f:sum k:by l:instance m:b k:or m:c"),
        ("a * on (x) group_left (y) b # end", "m:a o:* k:on l:x k:group_left l:y m:b c:# end"),
        ("a:b:rate5m / 1e3", "m:a:b:rate5m o:/ n:1e3"),
    ],
)
def test_queries_are_coloured_by_what_the_words_are(query: str, expected: str) -> None:
    found = re.findall(r'<span class="(\w)">([^<]*)</span>', highlight(query, "promql"))
    assert " ".join(f"{kind}:{html.unescape(text)}" for kind, text in found) == expected


@pytest.mark.parametrize(
    ("markdown", "wanted", "unwanted"),
    [
        ("# Title\n\ntext", "<p>text</p>", "Title"),
        ("# Title\n\n## A b", '<h3 id="guide-a-b">A b</h3>', "<h2"),
        ("<script>alert(1)</script>", "&lt;script&gt;", "<script"),
        ("[x](javascript:alert(1))", "", 'href="javascript'),
        ('<a href="#" onclick="x()">y</a>', "", "<a"),
        ("![x](https://elsewhere.example/x.png)", "", "<img"),
        ("```sh\nls -l\n```", '<pre tabindex="0"><code>', "<script"),
        ("| a | b |\n| - | - |\n| 1 | 2 |", '<div class="scroll"><table>', "<style"),
    ],
)
def test_guides_become_harmless_html(markdown: str, wanted: str, unwanted: str) -> None:
    found = guide_html(markdown)
    assert wanted in found
    assert unwanted not in found


@given(st.text())
def test_no_guide_holds_a_script(markdown: str) -> None:
    assert not re.search(r"<(?:script|style|iframe|img|form|input)|\son\w+=\"", guide_html(markdown))


def test_monograms_are_two_letters() -> None:
    assert [monogram(text) for text in ("Redis", "x", "  ", "HTTP, TCP", "éa b2")] == ["Re", "X", "?", "Ht", "A"]


def test_a_query_keeps_what_it_was_given() -> None:
    query = SearchQuery.read({"q": " redis ", "tier": "proven", "sort": "nonsense", "page": "2"})
    assert query == SearchQuery(q="redis", tier="proven")
    assert query.order == "relevance"
    assert query.link(tier="", sort="name") == "/?q=redis&sort=name"
    assert SearchQuery(sort="relevance").order == "tier"
    assert SearchQuery(q="a&b=c").link() == "/?q=a%26b%3Dc"


def test_assets_are_named_by_their_content() -> None:
    assets = Assets(STATIC)
    assert re.fullmatch(r"/static/app\.[0-9a-f]{12}\.css", assets.path("app.css"))
    styles = next(asset.body for asset in assets.all if asset.name == "app.css")
    assert b"url(" not in styles
    assert b"@import" not in styles
    own = [asset for asset in assets.all if asset.name.endswith(".js") and asset.name != "uplot.js"]
    scripts = b"".join(asset.body for asset in own)
    assert not re.search(rb"https?://|eval\(|new Function", scripts)


def test_page_weight_is_small() -> None:
    """What every page loads beside itself, before it is compressed."""
    for_some = ("uplot.js", "icons.svg", "preview.png", "webhooks.css")  # charts, marks, other sites, the operator
    assert sum(len(asset.body) for asset in Assets(STATIC).all if asset.name not in for_some) < 70_000


def test_the_door_offers_what_others_rely_on() -> None:
    assert exporterhub.hub.__all__ == ["create_app", "serve"]
    with pytest.raises(AttributeError):
        exporterhub.hub.nothing  # noqa: B018


def test_install_and_documents_need_no_web_framework() -> None:
    code = (
        "import sys, exporterhub.hub.install, exporterhub.hub.documents;"
        "sys.exit(bool({'fastapi', 'starlette', 'granian', 'jinja2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("package", ["pages", "api"])
def test_each_module_offers_one_router(package: str) -> None:
    import importlib
    import pkgutil

    from fastapi import APIRouter

    parent = importlib.import_module(f"exporterhub.hub.{package}")
    names = [m.name for m in pkgutil.iter_modules(parent.__path__) if not m.name.startswith("_")]
    assert names
    for name in names:
        module = importlib.import_module(f"{parent.__name__}.{name}")
        assert [key for key, value in vars(module).items() if isinstance(value, APIRouter)] == ["router"]


def test_each_method_module_offers_one_method() -> None:
    import importlib
    import pkgutil

    from exporterhub.hub.install import methods

    modules = [importlib.import_module(f"{methods.__name__}.{m.name}") for m in pkgutil.iter_modules(methods.__path__)]
    assert len({module.ORDER for module in modules}) == len(modules)
    assert all(callable(module.method) for module in modules)

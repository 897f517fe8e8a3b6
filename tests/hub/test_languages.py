"""Pages in the visitor's language: by the address, else by the browser; links, headers and kept answers follow."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from exporterhub.catalog import load
from exporterhub.hub import create_app
from exporterhub.hub.documents.rules import rules_of
from exporterhub.hub.export import export
from exporterhub.hub.languages import languages, read_visit
from exporterhub.hub.library import open_library

if TYPE_CHECKING:
    from conftest import Client

CATALOG = Path(__file__).resolve().parents[2] / "catalog"
PAGES = [
    "/",
    "/?q=redis&category=Databases",
    "/?q=zzzzqqqq",
    "/exporters/redis",
    "/exporters/blackbox",
    "/exporters/acmedb",
    "/compare",
    "/compare?exporters=redis&exporters=acmedb",
    "/explain?q=redis_up",
    "/explain?q=redis_upp",
    "/explain?q=RedisDown",
    "/paste",
    "/host",
    "/tiers",
    "/api",
]
NEUTRAL = re.compile(r"/(?:api/v1/|static/|favicon\.svg|feed\.xml|(?:exporters/[\w-]+/)?(?:feed\.xml|badge\.svg))")
SWITCH = re.compile(r'<nav class="languages".*?</nav>', re.DOTALL)
HANGUL = re.compile(r"[가-힣]")
KOREAN = {"accept-language": "ko-KR,ko;q=0.9,en;q=0.8"}


def language_of(page: str) -> str:
    found = re.search(r'<html lang="(\w+)">', page)
    assert found
    return found[1]


def addresses(page: str) -> list[str]:
    """What a page leads to or fetches, but for the switch, which leads elsewhere on purpose."""
    found = re.findall(r'(?:href|src|action|data-install|data-metrics|data-dashboard)="(/[^"]*)"', SWITCH.sub("", page))
    return [unescape(address) for address in found]


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        ("/", {}, "en"),
        ("/", KOREAN, "ko"),
        ("/", {"accept-language": "fr, ko;q=0.5"}, "ko"),
        ("/", {"accept-language": "fr"}, "en"),
        ("/en/", KOREAN, "en"),
        ("/ko/", {}, "ko"),
        ("/ko", {}, "ko"),
        ("/ko/tiers", {"accept-language": "en"}, "ko"),
        ("/tiers", KOREAN, "ko"),
    ],
)
def test_the_address_decides_else_the_browser(
    client: Client, path: str, headers: dict[str, str], expected: str
) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    assert language_of(answer.text) == answer.headers["content-language"] == expected
    varies = [name.strip() for name in answer.headers["vary"].split(",")]
    assert ("accept-language" in varies) == (not path.startswith(("/ko", "/en")))
    assert "accept-encoding" in varies


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_in_every_language(client: Client, path: str) -> None:
    """The same elements with the same ids; only the words differ."""
    plain, pinned, korean = (client.get(f"{root}{path}") for root in ("", "/en", "/ko"))
    assert plain.status_code == pinned.status_code == korean.status_code == 200

    def shape(text: str) -> list[str]:
        # Sentences may order their parts differently, and parts in English get a span.
        return sorted(re.findall(r"<(?!/?span|wbr)/?\w+|\sid=\"[^\"]*\"", text))

    assert shape(plain.text) == shape(pinned.text) == shape(korean.text)
    assert HANGUL.search(korean.text)
    assert not HANGUL.search(plain.text.replace("한국어", ""))
    assert pinned.text.replace("/en/", "/") == plain.text.replace("/en/", "/")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("root", ["", "/ko", "/en"])
def test_links_keep_the_language(client: Client, root: str, path: str) -> None:
    found = addresses(client.get(f"{root}{path}").text)
    assert len(found) > 10
    leaving = {link for link in found if not NEUTRAL.match(link) and not link.startswith(f"{root}/")}
    assert leaving == set()
    pinned = {link for link in found if read_visit(link, b"")[1].root}
    assert bool(pinned) == bool(root)


def test_links_of_a_pinned_page_lead_somewhere(client: Client) -> None:
    for page in ("/ko/?q=redis", "/ko/exporters/redis", "/ko/explain?q=RedisDown"):
        for address in set(addresses(client.get(page).text)):
            assert client.get(address.partition("#")[0]).status_code == 200, address


def test_the_switch_leads_to_the_same_page(client: Client) -> None:
    page = client.get("/?q=redis&tier=proven", headers=KOREAN).text
    assert '<a href="/en/?q=redis&amp;tier=proven" lang="en" hreflang="en" data-language="/en/">English</a>' in page
    page = client.get("/en/exporters/redis").text
    link = '<a href="/ko/exporters/redis" lang="ko" hreflang="ko" data-language="/ko/exporters/redis">한국어</a>'
    assert link in page
    assert client.get("/ko/exporters/redis").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/xx/",
        "/xx/tiers",
        "/kor/tiers",
        "/KO/tiers",
        "/ko/ko/tiers",
        "/ko/en/",
        "/ko/nope",
        "/ko//",
        "/ko/api/v1/exporters",
        "/ko/api/v1/openapi.json",
        "/ko/feed.xml",
        "/ko/robots.txt",
        "/ko/favicon.svg",
        "/ko/exporters/redis/badge.svg",
        "/ko/static/app.js",
    ],
)
def test_what_has_no_page_in_a_language_is_not_found(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert language_of(answer.text) == ("ko" if path.startswith("/ko/") else "en")


def test_errors_are_told_in_the_language_of_the_page(client: Client) -> None:
    assert "카탈로그에 ‘nope’ 익스포터가 없습니다" in client.get("/ko/exporters/nope").text
    assert "페이지를 찾을 수 없습니다" in client.get("/nope", headers=KOREAN).text
    assert "먼저 페이지를 붙여넣으십시오" in client.post("/ko/paste", data={"page": ""}).text
    assert "이런 방식의 요청은 받지 않습니다" in client.post("/ko/tiers").text
    wrong = client.get("/ko/exporters/redis?port=70000").text
    assert "1에서 65535 사이의 포트 번호를 입력하십시오" in wrong
    too_large = client.post("/ko/paste", headers={"content-length": str(10**9)}, content=b"")
    assert too_large.status_code == 413
    assert "페이지가 너무 큽니다" in too_large.text


def test_programs_are_answered_in_english(client: Client) -> None:
    for path in ("/api/v1/exporters/redis", "/api/v1/tiers", "/api/v1/compare?exporters=redis&exporters=acmedb"):
        plain, asked = client.get(path), client.get(path, headers=KOREAN)
        assert plain.json() == asked.json()
        assert not HANGUL.search(asked.text)
        assert "accept-language" not in asked.headers["vary"]
        assert "content-language" not in asked.headers
    for path in ("/feed.xml", "/llms.txt", "/exporters/redis/badge.svg", "/api/v1/exporters/nope"):
        assert not HANGUL.search(client.get(path, headers=KOREAN).text)


def test_kept_answers_stay_in_their_language(small_catalog: Path, client: Client, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path))
        fresh = type(client)(create_app([small_catalog]))
    asks: list[tuple[str, dict[str, str]]] = [
        ("/exporters/redis", KOREAN),
        ("/exporters/redis", {}),
        ("/ko/exporters/redis", {}),
        ("/en/exporters/redis", KOREAN),
        ("/exporters/redis", {"accept-language": "en"}),
    ]
    first = [fresh.get(path, headers=headers) for path, headers in asks]
    for again in range(2):
        for answer, (path, headers) in zip(first, asks, strict=True):
            kept = fresh.get(path, headers=headers)
            assert kept.text == answer.text, (again, path, headers)
            assert kept.headers["etag"]
            assert kept.headers["vary"] == answer.headers["vary"]
            assert kept.headers["content-language"] == answer.headers["content-language"]
    assert len({answer.text for answer in first}) == 4  # the last asks for what the second was given


@pytest.mark.parametrize(
    "evil", ['"><script>alert(1)</script>', "'onmouseover='x", "//evil.example/", "%0d%0aset-cookie:x", "{{7*7}}"]
)
def test_neither_path_nor_query_writes_into_the_page(client: Client, evil: str) -> None:
    for path in (f"/ko/{evil}", f"/{evil}/ko/", f"/ko/exporters/{evil}"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "<script>alert" not in answer.text
        assert not re.search(r"<[^>]*\sonmouseover", answer.text)
        assert ">49<" not in answer.text
        assert 'href="//' not in answer.text
        assert "set-cookie" not in answer.headers
    for root in ("", "/ko"):
        answer = client.get(f"{root}/?q={evil}")
        assert "<script>alert" not in answer.text
        assert not re.search(r"<[^>]*\sonmouseover", answer.text)
    raw = client.get("/ko/", params={"q": evil}).text
    assert evil not in raw or "<" not in evil


def test_texts_of_the_catalog_are_marked_as_english(client: Client) -> None:
    page = client.get("/ko/exporters/redis").text
    assert re.search(r'<p class="lead" lang="en">', page)
    assert '<div class="prose" lang="en">' in page
    page = client.get("/en/exporters/redis").text.replace('<html lang="en">', "")
    assert 'lang="en"' not in page


def test_evidence_is_told_in_the_language() -> None:
    entry = load([CATALOG]).entries["redis"]
    told = [sentence for rule in rules_of(entry) for sentence in rule.evidence]
    fired = [sentence for sentence in told if sentence.startswith("Fired ")]
    assert fired
    assert all("상황이 끝난 뒤" in languages()["ko"].tell(sentence) for sentence in fired)
    assert all(HANGUL.search(languages()["ko"].tell(sentence)) for sentence in told)


def test_search_engines_are_told_of_the_languages(small_catalog: Path, client: Any, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path))
        public = type(client)(create_app([small_catalog], public_url="https://hub.example.org"))
    for root in ("", "/ko", "/en"):
        page = public.get(f"{root}/tiers").text
        assert f'<link rel="canonical" href="https://hub.example.org{root}/tiers">' in page
        for name, address in (("x-default", "/tiers"), ("en", "/en/tiers"), ("ko", "/ko/tiers")):
            assert f'<link rel="alternate" hreflang="{name}" href="https://hub.example.org{address}">' in page
    assert '<link rel="canonical" href="https://hub.example.org/">' in public.get("/").text
    root = ElementTree.fromstring(public.get("/sitemap.xml").content)
    places = {place.text for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    for address in ("/", "/ko/", "/en/", "/exporters/redis", "/ko/exporters/redis", "/en/exporters/redis"):
        assert f"https://hub.example.org{address}" in places
    links = {link.get("hreflang") for link in root.iter("{http://www.w3.org/1999/xhtml}link")}
    assert links == {"x-default", *languages()}
    assert "hreflang" not in SWITCH.sub("", client.get("/").text)


def test_an_export_has_every_language(small_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    site = tmp_path / "site"
    export(open_library([small_catalog]), site, public_url="https://hub.example.org")
    english, korean = ((site / root / "exporters/redis/index.html").read_text() for root in ("", "ko"))
    assert (language_of(english), language_of(korean)) == ("en", "ko")
    assert '<a href="/ko/exporters/redis" lang="ko"' in english
    assert '<a href="/exporters/redis" lang="en"' in korean
    assert not (site / "en").exists()
    assert '<link rel="alternate" hreflang="en" href="https://hub.example.org/exporters/redis">' in korean
    for page in (site / "ko").rglob("*.html"):
        links = [link for link in addresses(page.read_text()) if not NEUTRAL.match(link)]
        assert all(link.startswith("/ko/") for link in links), page

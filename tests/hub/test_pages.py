"""The pages, as a browser without JavaScript gets them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Client

PAGES = ["/", "/?q=redis", "/exporters/redis", "/exporters/blackbox", "/exporters/acmedb", "/paste", "/tiers", "/api"]
VOID = {"wbr", "meta", "link", "input", "br", "hr", "img", "path", "rect", "circle"}


class Reader(HTMLParser):
    """Tags, ids and attributes; complains about tags that do not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_whole(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    reader = Reader(answer.text)
    assert reader.wrong == []
    assert reader.open == []
    ids = reader.values("id")
    assert len(ids) == len(set(ids)), "an id is used twice"
    assert [tag for tag, _ in reader.tags].count("h1") == 1


@pytest.mark.parametrize("path", PAGES)
def test_what_a_page_points_to_is_there(client: Client, path: str) -> None:
    reader = Reader(client.get(path).text)
    ids = set(reader.values("id"))
    for name in ("aria-labelledby", "aria-controls", "for"):
        assert set(" ".join(reader.values(name)).split()) <= ids
    for address in reader.values("href") + reader.values("src"):
        if address.startswith("#"):
            assert address[1:] in ids, address
        elif address.startswith("/"):
            assert client.get(address.partition("#")[0]).status_code == 200, address


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_inline_or_from_elsewhere(client: Client, path: str) -> None:
    reader = Reader(client.get(path).text)
    assert not reader.values("style")
    assert not [name for _, attrs in reader.tags for name in attrs if name.startswith("on")]
    data = ("application/ld+json", "application/json")  # no scripts: a browser does not run them
    scripts = [attrs for tag, attrs in reader.tags if tag == "script" and attrs.get("type") not in data]
    assert all(attrs.get("src", "").startswith("/static/") for attrs in scripts)  # type: ignore[union-attr]
    assert all(attrs["href"].startswith("/") for tag, attrs in reader.tags if tag == "link")  # type: ignore[union-attr]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.replace("<wbr>", "")))


def test_home_lists_what_fits(client: Client) -> None:
    page = client.get("/?q=redis&category=Databases").text
    assert 'href="/exporters/redis"' in page
    assert 'href="/exporters/blackbox"' not in page
    assert "1 exporter found" in text_of(page)
    assert '<input type="hidden" name="category" value="Databases">' in page


def test_facets_are_links_that_keep_the_search(client: Client) -> None:
    page = client.get("/?q=redis").text
    assert 'href="/?q=redis&amp;category=Databases"' in page
    chosen = client.get("/?q=redis&category=Databases").text
    assert 'href="/?q=redis" aria-current="true"' in chosen


def test_a_part_of_home_is_only_the_results(client: Client) -> None:
    part = client.get("/?q=redis&part=results").text
    assert "<html" not in part
    assert 'href="/exporters/redis"' in part
    assert "part=results" not in part


def test_nothing_found_says_what_to_do(client: Client) -> None:
    assert "Nothing fits" in client.get("/?q=zzzzqqqq").text


@pytest.mark.parametrize(
    "query", ["page=0", "page=99999999999999999999", "page=x", "sort=x", "tier=x", "q=%00", "q=%F0%9F"]
)
def test_odd_queries_still_give_a_page(client: Client, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 200


def test_the_entry_shows_metrics_rules_and_recordings(client: Client) -> None:
    page = client.get("/exporters/redis").text
    text = text_of(page)
    assert "redis_latency_percentiles_usec" in text
    assert "RedisMemoryNearLimit" in text
    assert 'href="/api/v1/exporters/redis/rules.yaml"' in page
    assert 'href="/api/v1/exporters/redis/recordings/1.69.0_trixie"' in page
    row = page[page.index('id="m-redis_latency_percentiles_usec"') :].partition("</tr>")[0]
    assert re.findall(r'class="(yes|no)"', row) == ["no", "yes"]


def test_the_entry_takes_values(client: Client) -> None:
    page = client.get("/exporters/redis?host=db.example&port=6380&listen=:9200&version=1.45.0").text
    assert "redis://db.example:6380" in page
    assert 'value="db.example"' in page


def test_wrong_values_are_shown_and_not_used(client: Client) -> None:
    answer = client.get("/exporters/redis", params={"host": '"><script>alert(1)</script>', "port": "70000"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "give a port number from 1 to 65535" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert "redis://localhost:6379" in answer.text


def test_metrics_are_filtered_without_javascript(client: Client) -> None:
    page = client.get("/exporters/redis?metric=latency").text
    assert 'id="m-redis_latency_percentiles_usec"' in page
    assert 'id="m-redis_up"' not in page


def test_a_guide_is_cleaned(client: Client) -> None:
    page = client.get("/exporters/redis").text
    assert "<script>alert(1)" not in page
    assert 'href="javascript:' not in page
    assert '<a href="https://redis.io/" rel="noopener nofollow">' in page


def test_the_built_in_has_no_target_fields(client: Client) -> None:
    page = client.get("/exporters/acmedb").text
    assert 'name="host"' not in page
    assert "127.0.0.1:9363" in page


def test_a_pasted_page_is_told(client: Client) -> None:
    page = '# TYPE redis_up gauge\r\nredis_up 1\r\nredis_exporter_build_info{version="1.45.0"} 1\r\n'
    answer = client.post("/paste", data={"page": page})
    text = text_of(answer.text)
    assert answer.status_code == 200
    assert 'href="/exporters/redis">Redis Exporter</a>' in answer.text
    assert "1.45.0" in text
    assert "2 families" in text


def test_a_pasted_page_cannot_write_into_the_answer(client: Client) -> None:
    page = '# HELP a <img src=x onerror=alert(1)>\na{b="<script>"} 1\n<script>alert(1)</script>\n'
    answer = client.post("/paste", data={"page": page})
    assert "<img src=x" not in answer.text
    assert "<script>alert" not in answer.text


def test_an_empty_paste_asks_again(client: Client) -> None:
    for data in ({"page": "  \n"}, {}, {"other": "x"}):
        answer = client.post("/paste", data=data)
        assert answer.status_code == 400
        assert "Paste a page first" in answer.text


@pytest.mark.parametrize(
    "path", ["/nope", "/exporters/nope", "/exporters", "/exporters/redis/", "/static/app.css", "/static/../app.py"]
)
def test_what_is_not_there_gets_a_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert 'href="/"' in answer.text


def test_robots_and_icons(client: Client) -> None:
    assert client.get("/robots.txt").text.startswith("User-agent: *")
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"

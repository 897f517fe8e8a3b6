"""Which requests are views."""

from __future__ import annotations

import pytest

from exporterhub.hub.state._request import ROBOTS, viewed_slug

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def asked(path: str, *, method: str = "GET", query: str = "", **headers: str) -> str | None:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return viewed_slug({"method": method, "path": path, "query_string": query.encode(), "headers": pairs})


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/exporters/redis", ""),
        ("/ko/exporters/redis", ""),
        ("/pt-BR/exporters/redis", ""),
        ("/exporters/redis", "host=db1&port=1"),
        ("/exporters/redis", "apart=1"),
    ],
)
def test_the_page_of_an_entry_is(path: str, query: str) -> None:
    assert asked(path, query=query, user_agent=FIREFOX) == "redis"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", ""),
        ("/exporters", ""),
        ("/exporters/", ""),
        ("/exporters/redis/", ""),
        ("/exporters/redis/badge.svg", ""),
        ("/exporters/redis/feed.xml", ""),
        ("/api/v1/exporters/redis", ""),
        ("/a/b/exporters/redis", ""),
        ("/exporters/redis", "part=install"),
        ("/exporters/redis", "host=db1&part=metrics"),
    ],
)
def test_other_pages_and_parts_are_not(path: str, query: str) -> None:
    assert asked(path, query=query) is None


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_other_methods_are_not(method: str) -> None:
    assert asked("/exporters/redis", method=method) is None


AHEAD = [
    ("sec_purpose", "prefetch;prerender"),
    ("sec_purpose", "prefetch"),
    ("purpose", "prefetch"),
    ("x_moz", "prefetch"),
]


@pytest.mark.parametrize("header", AHEAD)
def test_what_is_fetched_ahead_is_not(header: tuple[str, str]) -> None:
    assert asked("/exporters/redis", **dict([header])) is None


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; YandexBot/3.0)",
        "facebookexternalhit/1.1",
        "Blackbox Exporter/0.27.0",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
    ],
)
def test_robots_are_not(agent: str) -> None:
    assert asked("/exporters/redis", user_agent=agent) is None


@pytest.mark.parametrize("agent", [FIREFOX, "curl/8.5.0", "", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"])
def test_people_are(agent: str) -> None:
    assert asked("/exporters/redis", user_agent=agent) == "redis"


def test_every_robot_of_the_list_is_known() -> None:
    assert [name for name in ROBOTS if asked("/exporters/redis", user_agent=f"x {name.upper()}/1") is not None] == []

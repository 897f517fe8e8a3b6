"""Answers that are kept: what was made, for whom it was made, and never more than there is room for."""

from __future__ import annotations

from typing import Any

import pytest

from exporterhub.hub.http.prepared import Prepared
from exporterhub.hub.http.shelf import Shelf
from exporterhub.hub.site import Site


def answer(body: bytes) -> Prepared:
    return Prepared(body, "text/plain")


def test_the_oldest_makes_room_and_the_largest_is_not_kept() -> None:
    shelf = Shelf(2, largest=10)
    for key in "abc":
        shelf.put(key, answer(key.encode()))
    shelf.put("large", answer(b"x" * 11))
    assert [key for key in ("a", "b", "c", "large") if shelf.get(key)] == ["b", "c"]
    shelf.clear()
    assert shelf.get("c") is None


@pytest.fixture
def made(client: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that were rendered."""
    rendered: list[str] = []
    real = Site.render

    def render(self: Site, template: str, *more: Any) -> str:
        rendered.append(template)
        return real(self, template, *more)

    monkeypatch.setattr(Site, "render", render)
    client.app.forget()
    return rendered


@pytest.mark.parametrize(
    "path", ["/?q=redis", "/?q=redis&part=results", "/explain?q=redis_up", "/compare?exporters=redis,blackbox"]
)
def test_a_page_is_made_once_for_each_query_and_language(client: Any, made: list[str], path: str) -> None:
    first = client.get(path)
    assert client.get(path).content == first.content
    assert len(made) == 1
    korean = client.get(path, headers={"accept-language": "ko"})
    assert korean.content != first.content
    other = client.get(path.replace("redis", "acmedb", 1))
    assert other.content != first.content
    assert len(made) == 3
    assert client.get(path).content == first.content


def test_what_is_kept_has_the_same_headers(client: Any, made: list[str]) -> None:
    first, second = client.get("/?q=redis"), client.get("/?q=redis")
    passed_over = {"etag", "content-length"}
    assert {k: v for k, v in second.headers.items() if k not in passed_over} == {
        k: v for k, v in first.headers.items() if k not in passed_over
    }
    assert client.get("/?q=redis", headers={"if-none-match": second.headers["etag"]}).status_code == 304
    assert len(made) == 1


def test_a_search_of_the_api_is_kept_but_not_one_that_ends_in_a_problem(client: Any, made: list[str]) -> None:
    first = client.get("/api/v1/search?q=redis&limit=1")
    assert client.get("/api/v1/search?q=redis&limit=1").content == first.content
    for _ in range(2):
        assert client.get("/api/v1/search?q=redis&limit=0").status_code == 422
        assert client.get("/exporters/nobody?x=1").status_code == 404
    assert "etag" not in client.get("/exporters/nobody?x=1").headers


def test_who_asks_at_the_same_time_waits_for_one_page(client: Any, made: list[str]) -> None:
    answers = client.together(*["/exporters/redis"] * 8)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(made) == 1


def test_what_is_not_kept_is_answered_to_all_who_wait(client: Any, made: list[str]) -> None:
    answers = client.together(*["/exporters/nobody"] * 4, "/exporters/redis", "/exporters/acmedb")
    assert [answer.status_code for answer in answers] == [404] * 4 + [200] * 2
    assert made.count("entry.html") == 2


def test_an_endless_query_is_answered_and_not_kept(client: Any, made: list[str]) -> None:
    path = "/?q=redis&x=" + "y" * 300
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200
    assert len(made) == 2

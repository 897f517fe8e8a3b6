"""Views through the application: what is counted, what is popular, and what a visitor reads when the state is away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from exporterhub.hub import create_app
from exporterhub.hub.front import Front
from exporterhub.hub.state import StateUnavailable, ViewCounter, open_state
from exporterhub.hub.state._views import popular

if TYPE_CHECKING:
    from conftest import Client

PAGE = "/exporters/redis"


@pytest.fixture
def counting(small_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    """The hub over the small catalog, with a state."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    state = open_state(str(tmp_path / "state.sqlite"))
    yield cast(Front, create_app([small_catalog], state=state))
    state.close()


@pytest.fixture
def counter(counting: Front) -> ViewCounter:
    counter: ViewCounter = counting.state.views
    return counter


@pytest.fixture
def ask(counting: Front, client: Client) -> Client:
    """Asks the hub that counts."""
    return type(client)(counting)


def seen(counter: ViewCounter) -> int:
    """The views that were counted since it was asked last."""
    return sum(counter.tally.take().values())


def test_a_page_is_counted_when_it_is_made_and_when_it_is_kept(ask: Client, counter: ViewCounter) -> None:
    for _ in range(3):
        assert ask.get(PAGE).status_code == 200
    assert seen(counter) == 3
    assert ask.get(f"{PAGE}?host=db1").status_code == 200
    assert seen(counter) == 1


def test_a_page_is_counted_in_every_language(ask: Client, counter: ViewCounter) -> None:
    assert ask.get(f"/ko{PAGE}").status_code == 200
    assert ask.get(PAGE, headers={"accept-language": "ko"}).status_code == 200
    assert [(slug, views) for (_, slug), views in counter.tally.take().items()] == [("redis", 2)]


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("HEAD", PAGE, {}),
        ("GET", f"{PAGE}?part=install", {}),
        ("GET", f"{PAGE}/badge.svg", {}),
        ("GET", f"/api/v1{PAGE}", {}),
        ("GET", "/exporters/nope", {}),
        ("GET", "/", {}),
        ("GET", PAGE, {"sec-purpose": "prefetch"}),
        ("GET", PAGE, {"user-agent": "Googlebot/2.1"}),
    ],
)
def test_nothing_else_is_counted(
    ask: Client, counter: ViewCounter, method: str, path: str, headers: dict[str, str]
) -> None:
    for _ in range(2):
        ask.request(method, path, headers=headers)
    assert seen(counter) == 0


def test_a_page_that_has_not_changed_is_not_counted_again(ask: Client, counter: ViewCounter) -> None:
    ask.get(PAGE)
    etag = ask.get(PAGE).headers["etag"]
    assert seen(counter) == 2
    assert ask.get(PAGE, headers={"if-none-match": etag}).status_code == 304
    assert seen(counter) == 0


def test_nothing_about_the_visitor_is_stored(ask: Client, counter: ViewCounter, tmp_path: Path) -> None:
    headers = {"user-agent": "AcmeBrowser/7", "cookie": "id=4711", "x-forwarded-for": "203.0.113.9"}
    answer = ask.get(PAGE, headers=headers)
    assert "set-cookie" not in answer.headers
    counter.step()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("state.sqlite*"))
    assert b"redis" in stored
    for secret in (b"AcmeBrowser", b"4711", b"203.0.113.9"):
        assert secret not in stored


def test_popular_is_offered_from_the_first_view(ask: Client, counter: ViewCounter) -> None:
    counter.step()
    first = ask.get("/")
    assert ">popular<" not in first.text
    part = "/?part=results&sort="
    assert ask.get(f"{part}popular").text == ask.get(f"{part}nonsense").text
    ask.get("/exporters/acmedb")
    counter.step()
    assert ">popular<" in ask.get("/").text
    assert ">popular<" in ask.get("/").text  # the one that is kept
    assert first_of(ask) == "acmedb"
    for _ in range(2):
        ask.get("/exporters/blackbox")
    counter.step()
    assert first_of(ask) == "blackbox"


def first_of(ask: Client) -> str:
    """The most popular entry, as the home page has it."""
    page = ask.get("/?part=results&sort=popular").text
    return min(("acmedb", "blackbox", "redis"), key=lambda slug: page.index(f"/exporters/{slug}"))


def slugs(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200
    return [item["slug"] for item in answer.json()]


def test_search_sorts_by_views(ask: Client, counter: ViewCounter) -> None:
    for slug in ("acmedb", "blackbox", "acmedb"):
        ask.get(f"/exporters/{slug}")
    counter.step()
    assert slugs(ask.get("/api/v1/search?sort=popular")) == ["acmedb", "blackbox", "redis"]
    assert slugs(ask.get("/api/v1/search?sort=popular&limit=1")) == ["acmedb"]


def test_the_api_says_what_is_popular(ask: Client, counter: ViewCounter) -> None:
    assert ask.get("/api/v1/popular").json() == []
    for slug in ("acmedb", "redis", "acmedb"):
        ask.get(f"/exporters/{slug}")
    counter.step()
    answer = ask.get("/api/v1/popular")
    assert answer.json()[0] == {"slug": "acmedb", "name": "AcmeDB", "views": 2, "days": 30}
    assert slugs(answer) == ["acmedb", "redis"]
    assert slugs(ask.get("/api/v1/popular?limit=1")) == ["acmedb"]


def test_entries_that_have_left_the_catalog_are_not_shown(ask: Client, counter: ViewCounter) -> None:
    counter.tally.add(date(2026, 11, 24), "gone")
    counter._today = lambda: date(2026, 11, 24)
    counter.step()
    assert counter.popular == {"gone": 1}
    assert ask.get("/api/v1/popular").json() == []


def test_without_a_state_nothing_is_counted_or_offered(client: Client) -> None:
    assert client.get(PAGE).status_code == 200
    assert ">popular<" not in client.get("/?sort=popular").text
    answer = client.get("/api/v1/popular")
    assert answer.status_code == 404
    assert "counts no views" in answer.json()["detail"]
    answer = client.get("/api/v1/search?sort=popular")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "sort"
    assert client.get("/api/v1/health").json()["database"] == "none"


def test_while_the_state_is_away_pages_go_on_and_the_rest_says_so(
    ask: Client, counter: ViewCounter, tmp_path: Path
) -> None:
    ask.get(PAGE)
    counter.step()
    assert ask.get("/api/v1/health").json()["database"] == "ok"
    (tmp_path / "state.sqlite").rename(tmp_path / "elsewhere")
    counter.step()
    for path in ("/", "/?sort=popular", PAGE, "/api/v1/exporters", "/api/v1/search?sort=popular"):
        assert ask.get(path).status_code == 200
    answer = ask.get("/api/v1/popular")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["content-type"] == "application/problem+json"
    assert "cannot be opened" in answer.json()["detail"]
    assert "few seconds" in answer.json()["detail"]
    assert str(tmp_path) not in answer.text
    health = ask.get("/api/v1/health")
    assert health.status_code == 200
    said = health.json()
    assert (said["status"], said["database"], said["database_problem"]) == ("ok", "unavailable", "cannot be opened")
    (tmp_path / "elsewhere").rename(tmp_path / "state.sqlite")
    counter.step()
    assert ask.get("/api/v1/popular").json()[0]["views"] == 2
    assert ask.get("/api/v1/health").json()["database"] == "ok"


def test_a_page_that_needs_the_state_says_that_it_is_away(counting: Front, ask: Client) -> None:
    def needs(request: Request) -> Response:
        raise StateUnavailable("the state database /srv/state.sqlite is locked by another process")

    cast(FastAPI, counting).add_api_route("/needs", needs)
    answer = ask.get("/needs")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["content-type"].startswith("text/html")
    assert "database cannot be used just now" in answer.text
    assert "/srv" not in answer.text


def test_the_thread_runs_for_the_lifespan_of_the_application(counting: Front, counter: ViewCounter) -> None:
    told: list[bool] = []

    def running() -> bool:
        return counter._thread is not None and counter._thread.is_alive()

    async def live() -> None:
        async with counting.router.lifespan_context(counting):
            told.append(running())
            counter.tally.add(date(2026, 11, 24), "redis")
        told.append(running())

    asyncio.run(live())
    assert told == [True, False]
    with counter.state.read() as connection:
        assert popular(connection, date(2026, 11, 24)) == {"redis": 1}

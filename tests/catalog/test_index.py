"""The search index: built when the catalog changed, safe when it cannot be, and what it finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporterhub.catalog import Index, build_index, load, open_index, read_index
from exporterhub.catalog.index import open as opening
from exporterhub.catalog.index.typos import corrections, distance, forms
from exporterhub.catalog.index.words import camel, key, words
from exporterhub.errors import BadInput

Write = Callable[..., Path]


def _entry(facts: str, **values: str) -> str:
    lines = [line for line in facts.splitlines() if line.partition(":")[0] not in values]
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in values.items())]) + "\n"


@pytest.fixture
def small(redis: Path, write: Write, facts: str) -> Path:
    """Three entries: redis with rules and a recording, and two that are only listed."""
    write(
        {
            "kafka/exporter.yaml": _entry(
                facts,
                name="Kafka Exporter",
                technology="Apache Kafka",
                category="Messaging",
                summary="Topics.",
                fingerprint="{prefixes: [kafka_]}",
                repository="https://github.com/danielqsj/kafka_exporter",
            ),
            "dragonfly/exporter.yaml": _entry(
                facts,
                name="Dragonfly",
                technology="Dragonfly",
                kind="built-in",
                maintainer="vendor",
                summary="Speaks the protocol of redis.",
                fingerprint="{prefixes: [dragonfly_]}",
                repository="https://github.com/dragonflydb/dragonfly",
            ),
        }
    )
    return redis


@pytest.fixture
def index(small: Path, tmp_path: Path) -> Index:
    return open_index([small], cache=str(tmp_path / "cache"))


def _slugs(index: Index, text: str, **options: str) -> list[str]:
    return [hit.slug for hit in index.search(text, **options)]  # type: ignore[arg-type]


# --- finding ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("redis", ["redis", "dragonfly"]),
        ("Redis Exporter", ["redis", "dragonfly"]),
        ("redis_exporter", ["redis"]),
        ("red", ["redis", "dragonfly"]),
        ("rediss", ["redis", "dragonfly"]),
        ("redsi", ["redis", "dragonfly"]),
        ("apache kafka", ["kafka"]),
        ("kafak", ["kafka"]),
        ("redis_up", ["redis"]),
        ("redis_connected_clients", ["redis"]),
        ("redis_conn", ["redis"]),
        ("sum(rate(redis_connected_clients[5m]))", ["redis"]),
        ("dragonfly_nothing_like_it", ["dragonfly"]),
        ("RedisDown", ["redis"]),
        ("down", ["redis"]),
        ("protocol", ["dragonfly"]),
        ("valkey", ["redis"]),
        ("message broker", ["kafka"]),
        ("in-memory database", ["redis"]),
        ("qqqqqq", []),
        ("!!", []),
    ],
)
def test_search(index: Index, text: str, slugs: list[str]) -> None:
    assert _slugs(index, text) == slugs


def test_all_words_are_wanted_and_any_will_do(index: Index) -> None:
    assert _slugs(index, "dragonfly redis") == ["dragonfly"]
    assert set(_slugs(index, "dragonfly kafka")) == {"dragonfly", "kafka"}


def test_without_text_all_are_listed_by_standing(index: Index) -> None:
    assert _slugs(index, "") == ["redis", "dragonfly", "kafka"]
    assert _slugs(index, " ", sort="name") == ["dragonfly", "kafka", "redis"]
    assert _slugs(index, "", sort="tier") == ["dragonfly", "kafka", "redis"]


@pytest.mark.parametrize("text", ["", "redis"])
def test_filters(index: Index, text: str) -> None:
    assert _slugs(index, text, kind="built-in") == ["dragonfly"]
    assert _slugs(index, text, maintainer="vendor", category="Databases") == ["dragonfly"]
    assert _slugs(index, text, category="HPC & data processing") == []
    assert _slugs(index, text, tier="proven") == []
    assert _slugs(index, text, tier="listed", kind="exporter", category="Databases") == ["redis"]


def test_sorting_what_was_found(index: Index) -> None:
    assert _slugs(index, "redis", sort="name") == ["dragonfly", "redis"]
    assert _slugs(index, "redis", sort="tier") == ["redis", "dragonfly"]


def test_pages(index: Index) -> None:
    assert [hit.slug for hit in index.search("redis", limit=1)] == ["redis"]
    assert [hit.slug for hit in index.search("redis", limit=1, offset=1)] == ["dragonfly"]
    assert [hit.slug for hit in index.search("", limit=1, offset=2)] == ["kafka"]


def test_a_hit_has_what_a_list_shows(index: Index) -> None:
    (hit,) = index.search("redis_up")
    assert hit.as_dict() == {
        "slug": "redis",
        "name": "Redis Exporter",
        "technology": "Redis",
        "category": "Databases",
        "kind": "exporter",
        "maintainer": "community",
        "tier": "listed",
        "summary": "What INFO says of a Redis server, as metrics.",
        "status": "unknown",
        "icon": "",
        "repository": "https://github.com/oliver006/redis_exporter",
        "language": "",
        "license": "",
        "port": 9121,
        "recordings": 1,
        "alerts": 1,
        "metrics": 3,
        "why": "metric redis_up",
    }


def test_facets(index: Index) -> None:
    assert index.facets() == {
        "category": {"Databases": 2, "Messaging": 1},
        "tier": {"listed": 3},
        "maintainer": {"community": 2, "vendor": 1},
        "kind": {"exporter": 2, "built-in": 1},
    }
    chosen = index.facets("redis", kind="exporter")
    assert chosen["kind"] == {"built-in": 1, "exporter": 1}
    assert chosen["category"] == {"Databases": 1}
    assert (index.count(), index.count("redis"), index.count("redis", kind="exporter")) == (3, 2, 1)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=40))
def test_any_text_can_be_searched_for(text: str) -> None:
    index = _shared_index()
    hits = index.search(text)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert index.count(text) >= len(hits) or not text.strip()


def _shared_index() -> Index:
    if not _SHARED:
        database = sqlite3.connect(":memory:", isolation_level=None)
        from exporterhub.catalog.index.build import fill

        fill(database, load(), {})
        _SHARED.append(Index(database))
    return _SHARED[0]


_SHARED: list[Index] = []


# --- words ------------------------------------------------------------------------------------------------------


def test_words() -> None:
    assert words("Redis-Server, node_CPU:rate5m  Élan!") == ["redis", "server", "node_cpu:rate5m", "elan"]
    assert words("_ : -- ()") == []
    assert key("node_exporter") == key("Node Exporter") == "node exporter"
    assert camel("PGReplicationLagHigh") == "PG Replication Lag High"
    assert camel("redisDown2nd") == "redis Down2nd"


@pytest.mark.parametrize(
    ("a", "b", "slips"),
    [
        ("redis", "redis", 0),
        ("redsi", "redis", 1),
        ("reds", "redis", 1),
        ("postgers", "postgres", 1),
        ("abc", "xyz", 3),
    ],
)
def test_distance(a: str, b: str, slips: int) -> None:
    assert distance(a, b, 2) == min(slips, 3)
    assert distance(b, a, 2) == min(slips, 3)


@given(st.text(alphabet="abc", max_size=7), st.text(alphabet="abc", max_size=7))
def test_distance_is_that_of_rapidfuzz(a: str, b: str) -> None:
    from rapidfuzz.distance import OSA

    assert distance(a, b, 9) == OSA.distance(a, b)


@given(st.text(alphabet="abcd", min_size=1, max_size=8), st.integers(0, 7), st.sampled_from(["drop", "add", "swap"]))
def test_one_slip_shares_a_form(word: str, place: int, slip: str) -> None:
    place %= len(word)
    before, after = word[:place], word[place:]
    other = {
        "drop": before + after[1:],
        "add": f"{before}x{after}",
        "swap": before + after[1:2] + after[:1] + after[2:],
    }
    assert forms(word) & forms(other[slip])


def test_short_words_and_numbers_are_not_corrected(index: Index) -> None:
    database = index._database
    assert corrections(database, "re") == []
    assert corrections(database, "12345") == []
    assert corrections(database, "reddis")[0] == "redis"
    assert corrections(database, "dargonfli")[0] == "dragonfly"


# --- freshness --------------------------------------------------------------------------------------------------


def _times(folder: Path) -> list[int]:
    return [path.stat().st_ino for path in folder.glob("index-*.sqlite")]


def test_the_index_is_kept_while_nothing_changes(small: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_index([small], cache=str(cache)).close()
    before = _times(cache)
    assert len(before) == 1
    open_index([small], cache=str(cache)).close()
    assert _times(cache) == before
    assert [path.name for path in cache.iterdir() if not path.name.startswith("index-")] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("redis/exporter.yaml", None),
        ("redis/recordings/2_new.prom", "redis_fresh 1\n"),
        ("new/exporter.yaml", None),
        ("redis/rules.yaml", "groups: []\n"),
    ],
)
def test_it_is_built_anew_when_a_file_changes(
    small: Path, tmp_path: Path, facts: str, name: str, text: str | None
) -> None:
    cache = tmp_path / "cache"
    open_index([small], cache=str(cache)).close()
    before = _times(cache)
    path = small / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or facts.replace("Redis", "Sider").replace("redis", "sider"))
    index = open_index([small], cache=str(cache))
    assert _times(cache) != before
    assert bool(_slugs(index, "sider")) == (text is None)


def test_it_is_built_anew_when_a_file_goes(small: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_index([small], cache=str(cache)).close()
    (small / "kafka/exporter.yaml").unlink()
    assert _slugs(open_index([small], cache=str(cache)), "") == ["redis", "dragonfly"]


def test_a_file_that_is_no_index_is_replaced(small: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_index([small], cache=str(cache)).close()
    (path,) = cache.glob("index-*.sqlite")
    for rubbish in (b"", b"no database", path.read_bytes()[:5000]):
        path.write_bytes(rubbish)
        assert _slugs(open_index([small], cache=str(cache)), "kafka") == ["kafka"]


def test_other_folders_have_another_index(small: Path, write: Write, facts: str, tmp_path: Path) -> None:
    more = write({"other/exporter.yaml": facts}, "more")
    cache = str(tmp_path / "cache")
    assert _slugs(open_index([small, more], cache=cache), "") == ["redis", "dragonfly", "kafka", "other"]
    assert _slugs(open_index([small], cache=cache), "") == ["redis", "dragonfly", "kafka"]
    assert len(list((tmp_path / "cache").glob("index-*"))) == 2


def test_without_a_cache_folder_it_lives_in_memory(small: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert _slugs(open_index([small], cache=str(blocked / "cache")), "kafka") == ["kafka"]


def test_the_cache_folder_follows_the_specification(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert opening.cache_folder() == "/somewhere/exporterhub"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/house")
    assert opening.cache_folder() == "/house/.cache/exporterhub"
    monkeypatch.setenv("HOME", "nowhere")
    assert opening.cache_folder() == ""


def test_a_user_without_a_home_gets_an_index_too(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "cache_folder", lambda: "")
    assert _slugs(open_index([small]), "kafka") == ["kafka"]


def test_a_path_may_have_any_sign(small: Path, tmp_path: Path) -> None:
    cache = tmp_path / "a%20b?c#d é"
    open_index([small], cache=str(cache)).close()
    assert _slugs(open_index([small], cache=str(cache)), "kafka") == ["kafka"]
    assert len(_times(cache)) == 1


def test_a_folder_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        open_index([tmp_path / "none"], cache=str(tmp_path / "cache"))


def test_many_at_once(small: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")

    def one(number: int) -> list[str]:
        if number % 3 == 0:
            (small / "kafka/guide.md").write_text("x" * number)
        return _slugs(open_index([small], cache=cache), "kafka")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(24))) == [["kafka"]] * 24
    assert list(Path(cache).glob(".*")) == []


def test_an_index_may_be_read_by_several_threads(index: Index) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: tuple(_slugs(index, "redis")), range(64))) == {("redis", "dragonfly")}


def test_building_to_a_file(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "a" / "index.sqlite"
    build_index(load([small]), path)
    assert _slugs(read_index(path), "kafka") == ["kafka"]
    with pytest.raises(BadInput, match="cannot be written"):
        build_index(load([small]), path / "below")

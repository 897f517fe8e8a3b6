"""The JSON API, over the small catalog."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from conftest import Client

API = "/api/v1"
PAGE = b"""# TYPE redis_up gauge
redis_up 1
# TYPE redis_exporter_build_info gauge
redis_exporter_build_info{version="1.69.0"} 1
"""


def problem(answer: Any) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == answer.status_code
    assert document["title"]
    assert document["detail"]
    return document


def test_the_list_has_every_exporter(client: Client) -> None:
    answer = client.get(f"{API}/exporters")
    assert answer.status_code == 200
    found = {item["slug"]: item for item in answer.json()}
    assert set(found) == {"acmedb", "blackbox", "redis"}
    assert found["redis"]["name"] == "Redis Exporter"
    assert found["redis"]["category"] == "Databases"
    assert found["redis"]["tier"] == "listed"
    assert (found["redis"]["versions"], found["redis"]["metrics"], found["redis"]["alerts"]) == (2, 6, 2)


def test_the_list_is_filtered(client: Client) -> None:
    assert [e["slug"] for e in client.get(f"{API}/exporters?category=Network").json()] == ["blackbox"]
    assert client.get(f"{API}/exporters?tier=proven").json() == []


def test_an_unchanged_list_is_not_sent_again(client: Client) -> None:
    first = client.get(f"{API}/exporters")
    again = client.get(f"{API}/exporters", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = client.get(f"{API}/exporters", headers={"if-none-match": '"else"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("accept", "encoding"), [("gzip", "gzip"), ("gzip;q=0", None), ("identity", None), ("br", None)]
)
def test_compression_follows_what_the_client_takes(client: Client, accept: str, encoding: str | None) -> None:
    answer = client.get(f"{API}/exporters", headers={"accept-encoding": accept})
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "accept-encoding"
    assert len(answer.json()) == 3


def test_an_entry_has_everything_the_page_shows(client: Client) -> None:
    entry = client.get(f"{API}/exporters/redis").json()
    assert entry["recorded_versions"] == ["1.45.0", "1.69.0"]
    metrics = {metric["name"]: metric for metric in entry["metric_families"]}
    assert metrics["redis_commands_total"]["labels"] == ["cmd"]
    assert metrics["redis_latency_percentiles_usec"]["versions"] == ["1.69.0"]
    assert metrics["go_goroutines"]["runtime"] is True
    rules = {rule["name"]: rule for rule in entry["rules"]}
    assert rules["RedisDown"]["for"] == "2m"
    assert rules["RedisDown"]["state"] == "unchecked"
    assert [r["version"] for r in entry["recorded"]] == ["1.69.0", "1.45.0"]
    assert {m["id"] for m in entry["install"]["methods"]} == {"container", "kubernetes", "debian", "binary"}
    assert "guide (guide.md)" not in " ".join(entry["standing"]["missing"])
    assert entry["standing"]["next"] == "covered"


def test_install_commands_take_the_values_given(client: Client) -> None:
    install = client.get(f"{API}/exporters/redis/install?host=db.example&port=6380&version=1.45.0").json()
    assert install["choices"]["host"] == "db.example"
    text = str(install["methods"])
    assert "redis://db.example:6380" in text
    assert "redis_exporter:v1.45.0" in text
    assert "1.69.0" in str(client.get(f"{API}/exporters/redis/install").json()["methods"])


def test_wrong_values_are_a_problem_that_names_them(client: Client) -> None:
    document = problem(client.get(f"{API}/exporters/redis/install?port=x&host=a;b"))
    assert document["status"] == 422
    assert [error["field"] for error in document["errors"]] == ["host", "port"]


def test_the_metrics_can_be_filtered(client: Client) -> None:
    found = client.get(f"{API}/exporters/redis/metrics?q=memory+max").json()
    assert [metric["name"] for metric in found] == ["redis_memory_max_bytes"]


def test_the_rules_are_the_file(client: Client, small_catalog: Path) -> None:
    answer = client.get(f"{API}/exporters/redis/rules.yaml")
    assert answer.headers["content-disposition"] == 'attachment; filename="redis.rules.yaml"'
    assert answer.content == (small_catalog / "redis" / "rules.yaml").read_bytes()
    assert yaml.safe_load(answer.text)["groups"]
    assert problem(client.get(f"{API}/exporters/acmedb/rules.yaml"))["status"] == 404


def test_a_recording_is_the_page_without_our_header(client: Client) -> None:
    answer = client.get(f"{API}/exporters/redis/recordings/1.69.0_trixie")
    assert answer.text.startswith("# HELP redis_up ")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-exposition-content-type"].startswith("text/plain; version=0.0.4")
    for name in ("nope", "..%2f..%2frules", "1.69.0_trixie.prom"):
        assert client.get(f"{API}/exporters/redis/recordings/{name}").status_code == 404


@pytest.mark.parametrize("words", ["redis", "rediss", "valkey", "redis_up", "RedisDown"])
def test_search_finds_by_name_alias_metric_and_alert(client: Client, words: str) -> None:
    found = client.get(f"{API}/search", params={"q": words}).json()
    assert found[0]["slug"] == "redis"
    assert {"slug", "name", "category", "tier"} <= set(found[0])


def test_search_is_filtered_sorted_and_cut(client: Client) -> None:
    assert [e["slug"] for e in client.get(f"{API}/search?sort=name").json()] == ["acmedb", "blackbox", "redis"]
    assert [e["slug"] for e in client.get(f"{API}/search?sort=metrics&limit=1").json()] == ["redis"]
    assert [e["slug"] for e in client.get(f"{API}/search?kind=built-in").json()] == ["acmedb"]
    assert client.get(f"{API}/search?q=zzzzqqqq").json() == []


@pytest.mark.parametrize("wrong", ["tier=gold", "sort=price", "limit=0", "limit=x", "kind=thing", "q=" + "a" * 201])
def test_wrong_searches_are_problems(client: Client, wrong: str) -> None:
    document = problem(client.get(f"{API}/search?{wrong}"))
    assert document["status"] == 422
    assert document["errors"][0]["field"] == wrong.partition("=")[0]


def test_facets_count_under_the_other_choices(client: Client) -> None:
    facets = client.get(f"{API}/facets?category=Databases").json()
    assert {f["value"]: f["count"] for f in facets["category"]} == {"Databases": 2, "Network": 1}
    assert {f["value"]: f["count"] for f in facets["kind"]} == {"built-in": 1, "exporter": 1}


def test_identify_names_exporter_and_version(client: Client) -> None:
    found = client.post(f"{API}/identify", content=PAGE).json()
    assert found["exporter"] == {"slug": "redis", "version": "1.69.0"}
    assert found["candidates"][0]["reasons"]
    assert [family["name"] for family in found["families"]] == ["redis_up", "redis_exporter_build_info"]


def test_identify_reads_openmetrics(client: Client) -> None:
    page = b"# TYPE a counter\na_total 1\n# EOF\n"
    for headers in ({}, {"content-type": "application/openmetrics-text; version=1.0.0"}):
        found = client.post(f"{API}/identify", content=page, headers=headers).json()
        assert [(f["name"], f["type"]) for f in found["families"]] == [("a", "counter")]
        assert found["exporter"] is None


@pytest.mark.parametrize("page", [b"<html>no page</html>", b"\xff\xfe\x00", b"{}", b"a 1\na 1\n"])
def test_identify_says_what_is_odd_and_never_fails(client: Client, page: bytes) -> None:
    answer = client.post(f"{API}/identify", content=page)
    assert answer.status_code == 200
    assert answer.json()["findings"]


def test_identify_wants_a_page(client: Client) -> None:
    assert problem(client.post(f"{API}/identify", content=b" \n"))["status"] == 400


def test_health_and_tiers(client: Client) -> None:
    health = client.get(f"{API}/health").json()
    assert (health["status"], health["exporters"], health["recordings"]) == ("ok", 3, 2)
    tiers = client.get(f"{API}/tiers").json()
    assert [(tier["tier"], tier["exporters"]) for tier in tiers] == [
        ("listed", 3), ("covered", 0), ("verified", 0), ("proven", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/exporters/nope", 404),
        ("GET", "/exporters/nope/install", 404),
        ("GET", "/nope", 404),
        ("GET", "/exporters/", 404),
        ("POST", "/exporters", 405),
        ("DELETE", "/exporters/redis", 405),
        ("GET", "/identify", 405),
    ],
)
def test_errors_are_problem_documents(client: Client, method: str, path: str, status: int) -> None:
    assert problem(client.request(method, f"{API}{path}"))["status"] == status


def test_head_is_get_without_the_body(client: Client) -> None:
    for path in ("/exporters", "/exporters/redis", "/health"):
        answer = client.request("HEAD", f"{API}{path}")
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-type"] == "application/json"


def test_openapi_is_complete(client: Client) -> None:
    document = client.get(f"{API}/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert "HTTPValidationError" not in schemas
    references = set()
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            references |= _references(operation)
    references |= _references(schemas)
    assert references <= {f"#/components/schemas/{name}" for name in schemas}
    assert "#/components/schemas/Problem" in references
    assert f"{API}/identify" in document["paths"]


def _references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(_references(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(_references(value) for value in node)) if node else set()
    return set()


def test_answers_are_what_openapi_says(client: Client) -> None:
    """Every field of an answer is declared, so that the reference hides nothing."""
    schemas = client.get(f"{API}/openapi.json").json()["components"]["schemas"]
    entry = client.get(f"{API}/exporters/redis").json()
    assert set(entry) == set(schemas["ExporterDocument"]["properties"])
    assert set(entry["rules"][0]) == set(schemas["RuleDocument"]["properties"])
    assert set(client.get(f"{API}/exporters").json()[0]) == set(schemas["Summary"]["properties"])


def test_prepared_bytes_decompress_to_the_plain_ones(client: Client) -> None:
    from exporterhub.hub.http.prepared import Prepared

    made = Prepared(b"x" * 5000, "text/plain")
    assert gzip.decompress(made._compressed()[1]["body"]) == made._plain[1]["body"]
    assert client.get("/favicon.svg").headers["etag"]


def test_what_is_kept_is_what_was_made(client: Client) -> None:
    for path in ("/", "/exporters/redis", f"{API}/exporters/redis", f"{API}/facets"):
        made, kept = client.get(path), client.get(path)
        assert made.content == kept.content
        assert made.headers["content-type"] == kept.headers["content-type"]
        assert client.get(path, headers={"if-none-match": kept.headers["etag"]}).status_code == 304

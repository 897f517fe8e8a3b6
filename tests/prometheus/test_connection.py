"""A server that fails, hangs, answers nonsense: a double, since no real one does so when it is told to."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

import exporterhub.prometheus._connection as connection
from exporterhub.errors import BadInput, ExporterHubError, Missing
from exporterhub.prometheus import Notice, Server, TooMuch, TooSlow
from exporterhub.prometheus._access import Access


def ask(double: Any, **more: Any) -> list[Any]:
    with Server(double.url, **{"seconds": 5.0, "pause": 0.0, **more}) as server:
        return server.query("up")


def good(double: Any) -> Any:
    return double.answers[-1]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_may_pass_is_asked_again(double: Any, failed: Any, status: int) -> None:
    double.answers = [failed(status, "later"), failed(status, "later"), good(double)]
    assert ask(double, tries=3) == []
    assert len(double.requests) == 3


def test_a_connection_that_breaks_is_asked_again(double: Any) -> None:
    double.answers = [None, good(double)]
    assert ask(double, tries=2) == []


def test_tries_have_an_end(double: Any, failed: Any) -> None:
    double.answers = [failed(503, "overloaded")]
    with pytest.raises(Missing, match="answers 503: overloaded"):
        ask(double, tries=3)
    assert len(double.requests) == 3
    double.answers = [None]
    with pytest.raises(Missing, match="does not answer: Server disconnected"):
        ask(double, tries=2)


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ((400, "parse error: unexpected end", "bad_data"), BadInput, "parse error"),
        ((422, "many-to-many matching not allowed", "execution"), BadInput, "many-to-many"),
        ((400, "exceeded maximum resolution of 11,000 points per timeseries", "bad_data"), TooMuch, "11,000"),
        ((422, "query processing would load too many samples into memory", "execution"), TooMuch, "too many samples"),
        ((422, "cannot select more than -search.maxSamplesPerQuery=1 samples", "422"), TooMuch, "maxSamples"),
        ((413, "", ""), TooMuch, "413"),
        ((422, "the query hit the max number of series limit (limit: 5)", "execution"), TooMuch, "limit: 5"),
        ((503, "query timed out in expression evaluation", "timeout"), TooSlow, "in its own time"),
        ((422, "expanding series: context deadline exceeded", "execution"), TooSlow, "deadline"),
        ((504, "", ""), TooSlow, "504"),
        ((401, "", ""), BadInput, "refuses access"),
        ((403, "", ""), BadInput, "refuses access"),
        ((404, "page not found", ""), Missing, "404"),
    ],
)
def test_what_will_not_pass_is_asked_once(
    double: Any, failed: Any, answer: tuple[int, str, str], error: type[ExporterHubError], said: str
) -> None:
    double.answers = [failed(*answer)]
    with pytest.raises(error, match=said) as caught:
        ask(double, tries=5)
    assert type(caught.value) is error
    assert caught.value.remedy
    assert len(double.requests) == 1


def test_pauses_double_up_to_a_limit_and_a_server_may_ask_for_more(double: Any, failed: Any) -> None:
    pauses: list[float] = []
    wait = failed(503, "later")._replace(headers=(("retry-after", "7"),))
    odd = failed(503, "later")._replace(headers=(("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"),))
    far = failed(503, "later")._replace(headers=(("retry-after", "9999"),))
    double.answers = [failed(503), failed(503), wait, odd, far, good(double)]
    asking = connection.Connection(
        double.url,
        seconds=5.0,
        access=Access(),
        tries=6,
        pause=0.5,
        on_notice=lambda _: None,
        sleep=pauses.append,
    )
    asking.ask("query", {"query": "up"})
    asking.close()
    assert pauses == [0.5, 1.0, 7.0, 4.0, connection.LONGEST_PAUSE]


def test_a_server_that_hangs_is_too_slow_and_not_asked_again(double: Any) -> None:
    double.hangs = True
    with pytest.raises(TooSlow, match="did not answer in time"):
        ask(double, seconds=0.1, tries=5)
    assert len(double.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<html>hello</html>",
        b"[]",
        b"null",
        b'"x"',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"status": "success"}',
        b'{"status": "success", "data": null}',
        b'{"status": "success", "data": {"resultType": "vector", "result": [{"metric": {}, "value": ["x", "y"]}]}}',
        b'{"status": "success", "data": {"resultType": "matrix", "result": [{"values": [[1]]}]}}',
        b'{"status": "success", "data": {"resultType": "vector", "result": 5}}',
    ],
)
def test_nonsense_is_a_clear_error(double: Any, body: bytes) -> None:
    double.answers = [good(double)._replace(body=body)]
    with pytest.raises(Missing) as caught:
        ask(double)
    assert "base address of a Prometheus-compatible server" in caught.value.remedy


def test_an_answer_without_an_end_is_too_much(double: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST_BYTES", 1000)
    double.answers = [good(double)._replace(body=b" " * 2000)]
    with pytest.raises(TooMuch, match="more than 1,000 bytes"):
        ask(double)


def test_long_requests_are_posts(double: Any) -> None:
    expr = "up" + " or up" * 2000
    with Server(double.url) as server:
        server.query(expr)
        server.query("up")
    first, second = double.requests
    assert (first.method, first.path) == ("POST", "/api/v1/query")
    assert parse_qs(first.body.decode()) == {"query": [expr]}
    assert (second.method, second.path) == ("GET", "/api/v1/query?query=up")


def test_warnings_and_infos_are_told(double: Any) -> None:
    body = (
        b'{"status": "success", "data": {"resultType": "vector", "result": []}, '
        b'"warnings": ["a store is away"], "infos": ["not a counter"]}'
    )
    double.answers = [good(double)._replace(body=body)]
    told: list[Notice] = []
    assert ask(double, on_notice=told.append) == []
    assert told == [Notice("warning", "a store is away"), Notice("info", "not a counter")]


def test_headers_go_with_each_request(double: Any) -> None:
    access = Access({"X-Scope-OrgID": "team-a", "Authorization": "Bearer abc"})
    with Server(double.url + "/prometheus/", access=access) as server:
        server.query("up")
        assert server.identity.startswith(f"{double.url}/prometheus ")
        assert "abc" not in server.identity
    (request,) = double.requests
    assert request.path.startswith("/prometheus/api/v1/query?")
    assert (request.headers["x-scope-orgid"], request.headers["authorization"]) == ("team-a", "Bearer abc")


def test_native_histograms_count_as_points_without_a_number(double: Any) -> None:
    body = (
        b'{"status": "success", "data": {"resultType": "matrix", "result": '
        b'[{"metric": {"a": "b"}, "values": [[60, "1"]], "histograms": [[0, {"count": "1", "sum": "2"}]]}]}}'
    )
    double.answers = [good(double)._replace(body=body)]
    with Server(double.url) as server:
        (series,) = server.query_range("h", 0, 60, 60)
    assert [point.time for point in series.points] == [0.0, 60.0]
    assert series.points[0].value != series.points[0].value


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("localhost:9090", "no address of a server"),
        ("ftp://localhost", "no address of a server"),
        ("http://", "no address of a server"),
        ("http://localhost:99999", "no address of a server"),
        ("http://[::1", "no address of a server"),
        ("http://ann:secret@localhost:9090", "has a user or a password in it"),
    ],
)
def test_addresses_that_are_none(url: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        Server(url)
    assert "secret" not in str(caught.value)

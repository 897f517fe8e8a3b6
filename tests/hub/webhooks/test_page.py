"""The operator's page: who sees it, what it does, and what it never shows."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from exporterhub.hub.state import State
from exporterhub.hub.webhooks import Operator, Webhook, add, find, list_webhooks, recent

Operate = Callable[..., Any]
FORM = {"name": "team", "template": "slack", "event": ["release", "tier"], "allow_http": "1", "do": "add"}
PATHS = [("GET", "/webhooks"), ("POST", "/webhooks"), ("POST", "/webhooks/a/test"), ("POST", "/webhooks/a/remove")]


def text_of(page: str) -> str:
    """What a reader sees, colours and line breaks apart."""
    without_spans = re.sub(r"</?span[^>]*>", "", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", without_spans)).split())


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_without_an_operator_there_is_no_page(client: Any, basic: Any, method: str, path: str) -> None:
    answer = client.request(method, path, headers=basic())
    assert answer.status_code == 404
    assert "--operator-password-file" in answer.text
    assert "/webhooks" not in client.get("/").text


def test_without_a_state_it_says_so(
    hub: FastAPI, operator: Operator, client: Any, basic: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(hub.state._state, "operator", operator)
    answer = type(client)(hub).get("/webhooks", headers=basic())
    assert answer.status_code == 404
    assert "--database" in answer.text


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("how", ["none", "wrong password", "another user"])
def test_nobody_else_gets_in(managed: FastAPI, client: Any, basic: Any, method: str, path: str, how: str) -> None:
    headers = {"none": {}, "wrong password": basic("wrong"), "another user": basic(user="admin")}[how]
    answer = type(client)(managed).request(method, path, headers={**headers, "origin": "http://hub.test"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert "Add a webhook" not in answer.text


def test_after_many_guesses_it_says_later(managed: FastAPI, client: Any, basic: Any) -> None:
    own = type(client)(managed)
    answers = [own.get("/webhooks", headers=basic(f"guess {number}")) for number in range(12)]
    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"] == "3"


@pytest.mark.parametrize(("method", "path"), [pair for pair in PATHS if pair[0] == "POST"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://hub.test"},
        {"origin": "null"},
        {"origin": ""},
    ],
)
def test_another_site_changes_nothing(
    operate: Operate, state: State, receiver: Any, method: str, path: str, headers: dict[str, str]
) -> None:
    add(state, Webhook(name="a", url=receiver.url, allow_http=True), 0)
    answer = operate(method, path, headers=headers, data={**FORM, "url": receiver.url})
    assert answer.status_code == 403
    assert [hook.name for hook in list_webhooks(state)] == ["a"]
    assert receiver.received == []


def test_one_is_added_tested_and_removed(operate: Operate, state: State, receiver: Any) -> None:
    form = {**FORM, "url": receiver.url, "secret": "hush-hush-hush", "slugs": "redis, blackbox"}
    answer = operate("POST", "/webhooks", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/webhooks?added=team")
    page = operate("GET", answer.headers["location"])
    assert "team was added" in page.text
    assert page.headers["cache-control"] == "no-store"
    hook = find(state, "team")
    assert (hook.url, hook.secret, hook.slugs) == (receiver.url, "hush-hush-hush", ("redis", "blackbox"))
    tested = operate("POST", "/webhooks/team/test", data={"event": "tier"})
    assert tested.status_code == 303
    assert b"is verified now" in receiver.received[0].body
    shown = text_of(operate("GET", tested.headers["location"]).text)
    assert re.search(r"Test of team sent Status 200 after \d\.\d\d s\.", shown)
    assert "It answered ok" in shown
    removed = operate("POST", "/webhooks/team/remove")
    assert removed.headers["location"] == "/webhooks?removed=team"
    assert list_webhooks(state) == []
    assert "team was removed" in operate("GET", removed.headers["location"]).text


def test_the_language_stays(operate: Operate, state: State, receiver: Any) -> None:
    add(state, Webhook(name="a", url=receiver.url, allow_http=True), 0)
    assert operate("POST", "/ko/webhooks/a/remove").headers["location"] == "/ko/webhooks?removed=a"


def test_what_is_secret_is_not_shown(operate: Operate, state: State, receiver: Any) -> None:
    operate("POST", "/webhooks", data={**FORM, "url": receiver.url, "secret": "hush-hush-hush"})
    receiver.will(404, f"no /services/{receiver.token} hush-hush-hush".encode())
    answers = [operate("POST", "/webhooks/team/test", data={}), operate("GET", "/webhooks")]
    answers.append(operate("POST", "/webhooks", data={**FORM, "url": receiver.url, "secret": "hush-hush-hush"}))
    answers.append(operate("POST", "/webhooks", data={**FORM, "name": "!", "secret": "hush-hush-hush"}))
    assert [answer.status_code for answer in answers] == [303, 200, 422, 422]
    assert receiver.host in answers[1].text
    assert receiver.token not in answers[1].text
    assert not any("hush-hush" in answer.text for answer in answers)


EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def test_what_a_receiver_says_is_text(operate: Operate, state: State, receiver: Any) -> None:
    add(state, Webhook(name="a", url=receiver.url, allow_http=True), 0)
    receiver.will(500, EVIL.encode())
    page = operate("GET", operate("POST", "/webhooks/a/test", data={}).headers["location"]).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert text_of(page).count(EVIL) == 2


@pytest.mark.parametrize("field", ["name", "url", "template", "slugs", "event", "body"])
def test_what_is_entered_is_text(operate: Operate, receiver: Any, field: str) -> None:
    form = {**FORM, "url": receiver.url, "template": "custom", "body": "{}", field: EVIL}
    for do in ("add", "preview"):
        answer = operate("POST", "/webhooks", data={**form, "do": do})
        assert answer.status_code in (200, 422)
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
    for query in ("added", "removed", "tested"):
        assert "<script>alert" not in operate("GET", "/webhooks", params={query: EVIL}).text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "Team Chat"}, "is no name of a webhook"),
        ({"name": ""}, "is no name of a webhook"),
        ({"url": ""}, "needs an address"),
        ({"url": "http://example.org/x"}, "on the way"),
        ({"url": "https://169.254.169.254/x"}, "link-local"),
        ({"template": "nope"}, "there is no template 'nope'"),
        ({"event": []}, "needs an event"),
        ({"slugs": "redis reddis"}, "the catalog has no entry 'reddis'"),
        ({"secret": "hush\0"}, "or no text"),
        ({"secret": "h" * 1025}, "is longer than 1024 characters"),
        ({"template": "custom", "body": "1{# \0 #}"}, "characters that no text has"),
        ({"template": "custom", "body": "{% if %}"}, "line 1, column 1"),
        ({"template": "custom", "body": '{"a": {{ event.name }}}'}, "is no JSON"),
    ],
)
def test_what_is_wrong_is_said_and_kept_in_the_form(
    operate: Operate, state: State, receiver: Any, change: dict[str, Any], said: str
) -> None:
    form = {**FORM, "url": receiver.url, "slugs": "redis", "allow_http": "", **change}
    if change.get("url") is None:
        form["allow_http"] = "1"
    answer = operate("POST", "/webhooks", data=form)
    assert answer.status_code == 422
    assert said in text_of(answer.text)
    assert f'name="name" value="{form["name"]}"' in answer.text
    assert list_webhooks(state) == []


def test_a_name_is_taken_once(operate: Operate, receiver: Any) -> None:
    form = {**FORM, "url": receiver.url}
    assert operate("POST", "/webhooks", data=form).status_code == 303
    answer = operate("POST", "/webhooks", data=form)
    assert answer.status_code == 422
    assert "already" in answer.text


def test_a_preview_shows_what_would_be_sent_and_keeps_nothing(operate: Operate, state: State, receiver: Any) -> None:
    answer = operate("POST", "/webhooks", data={**FORM, "template": "ntfy", "do": "preview", "url": receiver.url})
    shown = text_of(answer.text)
    assert answer.status_code == 200
    assert "Title: Test: Redis Exporter 1.70.0 is recorded" in shown
    assert "Click: https://hub.example.org/exporters/redis" in shown
    assert "Its tier rose from covered to verified." in shown
    assert list_webhooks(state) == []
    assert receiver.received == []
    own = {**FORM, "template": "custom", "body": '{"mine": {{ event.to | tojson }}}', "event": "tier", "do": "preview"}
    assert '{"mine": "verified"}' in text_of(operate("POST", "/webhooks", data=own).text)


@pytest.mark.parametrize("action", ["test", "remove"])
def test_a_webhook_that_is_not_there(operate: Operate, action: str) -> None:
    for name in ("nope", "%00", "%ff", "A" * 300):
        answer = operate("POST", f"/webhooks/{name}/{action}", data={})
        assert answer.status_code == 404
        assert "there is no webhook" in answer.text


def test_forms_that_are_no_forms(operate: Operate, state: State) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert operate("POST", "/webhooks", content=b"&".join([b"a=1"] * 100), headers=headers).status_code == 422
    assert operate("POST", "/webhooks", content=b"\xff\xfe%ff=%", headers=headers).status_code == 422
    assert operate("POST", "/webhooks", content=b"a" * 200_000, headers=headers).status_code == 413
    assert list_webhooks(state) == []


def test_a_failing_webhook_is_shown_as_that(operate: Operate, state: State, receiver: Any) -> None:
    add(state, Webhook(name="a", url=receiver.url, allow_http=True), 0)
    receiver.will(503)
    operate("POST", "/webhooks/a/test", data={})
    shown = text_of(operate("GET", "/webhooks").text)
    assert "failing since" in shown
    assert "failed Status 503" in shown
    assert recent(state)[0].result == "given-up"


def test_a_database_that_has_gone_is_said(operate: Operate, state: State, request: pytest.FixtureRequest) -> None:
    if state.address.file is not None:
        state.address.file.unlink()
        back = None
    else:
        server = request.getfixturevalue("postgresql")
        server.stop()
        back = server.start
    try:
        answers = [
            operate("GET", "/webhooks"),
            operate("POST", "/webhooks", data={**FORM, "url": "http://127.0.0.1:1/x"}),
            operate("POST", "/webhooks/a/test", data={}),
            operate("POST", "/webhooks/a/remove"),
        ]
    finally:
        if back:
            back()
    for answer in answers:
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert "database" in answer.text
        assert "Traceback" not in answer.text

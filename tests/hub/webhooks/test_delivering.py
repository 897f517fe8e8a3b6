"""Deliveries: once, in turn, again after a failure, and by another process where one has died."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from exporterhub.errors import BadInput
from exporterhub.hub.state import State
from exporterhub.hub.webhooks import (
    Courier,
    EntryNow,
    Webhook,
    add,
    deliver_one,
    delivery,
    find,
    list_webhooks,
    notice,
    recent,
    remove,
    send_test,
)
from exporterhub.hub.webhooks.queue import KEPT, claim, finish, next_due, prune
from exporterhub.hub.webhooks.retry import LEASE


def change(state: State, now: float, *versions: str, slugs: tuple[str, ...] = ("redis",)) -> None:
    """Have the catalog gain versions."""
    before = [EntryNow(slug, slug, "covered", frozenset({"0"})) for slug in slugs]
    notice(state, before, now)
    notice(state, [EntryNow(slug, slug, "covered", frozenset({"0", *versions})) for slug in slugs], now)


def test_it_is_delivered_once(state: State, hook: Webhook, receiver: Any, clock: Any) -> None:
    change(state, clock(), "1")
    assert deliver_one(state, clock)
    assert not deliver_one(state, clock)
    got = receiver.received[0]
    (done,) = recent(state)
    assert (done.result, done.tries, done.status, done.answer, done.due_at) == ("sent", 1, 200, "ok", None)
    assert got.headers["x-exporterhub-event-id"] == done.event.id
    assert got.headers["x-exporterhub-event"] == "release"
    assert got.headers["user-agent"].startswith("ExporterHub/")
    assert got.headers["x-exporterhub-signature"].startswith("sha256=")
    assert find(state, hook.name).standing == "fine"
    assert next_due(state) is None


def test_without_a_secret_nothing_is_signed(state: State, receiver: Any, clock: Any) -> None:
    plain = add(state, Webhook(name="plain", url=receiver.url, allow_http=True), clock())
    send_test(state, plain, "tier", clock=clock)
    assert "x-exporterhub-signature" not in receiver.received[0].headers


def test_six_tries_and_then_it_is_given_up(state: State, hook: Webhook, receiver: Any, clock: Any) -> None:
    change(state, clock(), "1")
    began = clock.now
    for number in range(1, 7):
        receiver.will(500, b"broken")
        assert deliver_one(state, clock)
        (done,) = recent(state)
        assert (done.tries, done.status, done.answer) == (number, 500, "broken")
        assert find(state, hook.name).failing_since == began
        due = next_due(state)
        if due is not None:
            clock.now = due - 1
            assert not deliver_one(state, clock)
            clock.now = due
    assert (done.result, done.due_at) == ("given-up", None)
    assert len({got.headers["x-exporterhub-event-id"] for got in receiver.received}) == 1
    assert len({got.headers["x-exporterhub-signature"] for got in receiver.received}) == 6
    assert find(state, hook.name).standing == "failing"
    change(state, clock(), "2")
    assert deliver_one(state, clock)
    assert find(state, hook.name).standing == "fine"


def test_gone_is_given_up_at_once(state: State, hook: Webhook, receiver: Any, clock: Any) -> None:
    change(state, clock(), "1")
    receiver.will(410)
    deliver_one(state, clock)
    assert recent(state)[0].result == "given-up"


def test_retry_after_holds_for_all_that_waits_there(state: State, hook: Webhook, receiver: Any, clock: Any) -> None:
    change(state, clock(), "1", "2", "3")
    receiver.will(429, retry_after="600")
    assert deliver_one(state, clock)
    assert not deliver_one(state, clock)
    assert next_due(state) == clock.now + 600
    clock.now += 600
    while deliver_one(state, clock):
        pass
    assert [one.result for one in recent(state)] == ["sent"] * 3
    assert sorted(one.tries for one in recent(state)) == [1, 1, 2]


def test_a_receiver_gets_one_at_a_time_and_others_do_not_wait(state: State, receiver: Any, clock: Any) -> None:
    for name in ("a", "b"):
        add(state, Webhook(name=name, url=receiver.url, allow_http=True), clock())
    change(state, clock(), "1", "2")
    first, second = claim(state, "one", clock()), claim(state, "two", clock())
    assert first is not None
    assert second is not None
    assert {first.webhook.name, second.webhook.name} == {"a", "b"}
    assert claim(state, "three", clock()) is None


def test_a_claim_that_has_passed_on_changes_nothing(state: State, hook: Webhook, receiver: Any, clock: Any) -> None:
    from exporterhub.hub.webhooks.outcome import Outcome

    change(state, clock(), "1")
    slow = claim(state, "slow", clock())
    assert slow is not None
    assert next_due(state) == clock.now + LEASE
    clock.now += LEASE
    quick = claim(state, "quick", clock())
    assert quick is not None
    finish(state, quick, Outcome(200), clock())
    finish(state, slow, Outcome(500, problem="late"), clock())
    assert recent(state)[0].result == "sent"
    assert find(state, hook.name).standing == "fine"


def test_a_template_that_makes_no_json_any_more_is_told_and_not_sent(state: State, receiver: Any, clock: Any) -> None:
    body = '{"a": "{{ event.version }}"}'
    entered = Webhook(name="own", url=receiver.url, allow_http=True, template="custom", body=body, events=("release",))
    add(state, entered, clock())
    change(state, clock(), '1"')
    assert deliver_one(state, clock)
    (done,) = recent(state)
    assert (done.result, done.status) == ("given-up", 0)
    assert "no JSON" in done.problem
    assert receiver.received == []


def test_a_test_is_kept_and_tried_once(state: State, hook: Webhook, receiver: Any, clock: Any) -> None:
    receiver.will(404, b"no_team")
    number, outcome = send_test(state, hook, "tier", public_url="https://hub.example.org", clock=clock)
    kept = delivery(state, number)
    assert kept is not None
    assert (kept.result, kept.status, kept.answer, kept.event.test) == ("given-up", 404, "no_team", True)
    assert not outcome.ok
    assert not deliver_one(state, clock)
    assert find(state, hook.name).standing == "failing"
    assert delivery(state, number + 1) is None


def test_a_webhook_that_is_removed_while_it_is_tested(state: State, hook: Webhook, receiver: Any, clock: Any) -> None:
    remove(state, hook.name)
    with pytest.raises(BadInput, match="removed meanwhile"):
        send_test(state, hook, "release", clock=clock)
    assert recent(state) == []


def test_what_a_removed_webhook_waited_for_is_forgotten(state: State, hook: Webhook, clock: Any) -> None:
    change(state, clock(), "1")
    remove(state, hook.name)
    assert not deliver_one(state, clock)
    assert recent(state) == []
    assert list_webhooks(state) == []


def test_what_was_done_long_ago_is_forgotten(state: State, hook: Webhook, receiver: Any, clock: Any) -> None:
    change(state, clock(), "1")
    deliver_one(state, clock)
    prune(state, clock.now + KEPT - 1)
    assert len(recent(state)) == 1
    change(state, clock(), "2")
    prune(state, clock.now + KEPT + 1)
    assert [one.result for one in recent(state)] == ["waiting"]


PROGRAM = """
import sys, time
from exporterhub.hub.state import open_state
from exporterhub.hub.webhooks import deliver_one
from exporterhub.hub.webhooks.queue import next_due
state = open_state(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
count = 0
while next_due(state) is not None:
    count += deliver_one(state)
print(count, flush=True)
"""


def started(database: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_two_processes_deliver_each_event_once(state: State, database: str, receiver: Any) -> None:
    for name in ("a", "b", "c"):
        add(state, Webhook(name=name, url=receiver.url, allow_http=True), time.time())
    change(state, time.time(), *map(str, range(1, 9)))
    processes = [started(database), started(database)]
    for process in processes:
        begin(process)
    counts = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(counts) == 24
    assert len(receiver.received) == 24
    ids = [got.headers["x-exporterhub-event-id"] for got in receiver.received]
    assert {ids.count(one) for one in ids} == {3}


def test_a_process_that_is_killed_leaves_it_to_the_other(
    state: State, database: str, hook: Webhook, receiver: Any, clock: Any
) -> None:
    clock.now = time.time()
    change(state, clock(), "1")
    receiver.hold = threading.Event()
    process = started(database)
    begin(process)
    assert receiver.came.wait(30)
    process.kill()
    process.communicate(timeout=30)
    receiver.hold.set()
    assert not deliver_one(state, clock)
    clock.now = time.time() + LEASE
    assert deliver_one(state, clock)
    assert not deliver_one(state, clock)
    ids = [got.headers["x-exporterhub-event-id"] for got in receiver.received]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert [(one.result, one.tries) for one in recent(state)] == [("sent", 2)]


def until(condition: Any) -> None:
    """Wait for it, with a deadline."""
    ends = time.monotonic() + 30
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < ends
        pause.wait(0.02)


def test_the_threads_notice_and_deliver(state: State, hook: Webhook, receiver: Any) -> None:
    notice(state, [EntryNow("redis", "Redis", "covered", frozenset({"1"}))], 1)
    entries = [EntryNow("redis", "Redis", "proven", frozenset({"1", "2"}))]
    courier = Courier(state, lambda: entries, public_url="https://hub.example.org")
    taken: list[bool] = []
    courier.told = lambda outcome: taken.append(outcome.ok)
    courier.start()
    try:
        until(lambda: [one.result for one in recent(state)] == ["sent", "sent"])
    finally:
        courier.stop()
    assert len(receiver.received) == 2
    assert taken == [True, True]
    assert b"https://hub.example.org/exporters/redis" in receiver.received[0].body


def test_the_threads_outlive_trouble(
    state: State, hook: Webhook, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exporterhub.hub.state import StateUnavailable

    monkeypatch.setattr("exporterhub.hub.webhooks.courier._PAUSE_AFTER_TROUBLE", 0.0)
    troubles = [StateUnavailable("the state database is locked"), RuntimeError(hook.url)]
    done = threading.Event()

    def entries() -> list[EntryNow]:
        if troubles:
            raise troubles.pop(0)
        done.set()
        return []

    courier = Courier(state, entries)
    courier.start()
    try:
        assert done.wait(30)
    finally:
        courier.stop()
    assert "the state database is locked" in caplog.text
    assert "unexpected RuntimeError" in caplog.text
    assert hook.url not in caplog.text


def test_times_are_told_in_utc(state: State, hook: Webhook, clock: Any) -> None:
    told = find(state, hook.name).as_dict()
    assert told["created_at"] == datetime.fromtimestamp(clock.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert hook.url not in str(told)
    assert hook.secret not in repr(hook)

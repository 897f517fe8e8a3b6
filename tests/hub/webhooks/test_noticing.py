"""What is told of a catalog that changed: once, by one of however many hubs start at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from exporterhub.catalog import load
from exporterhub.errors import ExporterHubError
from exporterhub.hub.state import State
from exporterhub.hub.webhooks import EntryNow, Event, Webhook, add, entries_now, list_webhooks, notice, recent

EMPTY: frozenset[str] = frozenset()


def entry(slug: str = "redis", tier: str = "covered", *versions: str, missing: Sequence[str] = ()) -> EntryNow:
    return EntryNow(slug, slug.title(), tier, frozenset(versions), tuple(missing))  # type: ignore[arg-type]


def told(events: list[Event]) -> list[str]:
    """Each event in a few words."""
    said = []
    for event in events:
        if event.event == "release":
            said.append(f"{event.slug} {event.version} after {event.previous}{'' if event.newest else ', older'}")
        else:
            said.append(f"{event.slug} {event.from_} {'up' if event.rose else 'down'} {event.to} {event.missing}")
    return said


def test_the_first_start_remembers_and_tells_nothing(state: State) -> None:
    assert notice(state, [entry("redis", "proven", "1.0", "1.1"), entry("node")], 1) == []
    assert notice(state, [entry("redis", "proven", "1.0", "1.1"), entry("node")], 2) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ([entry("redis", "covered", "1.9")], []),
        ([entry("redis", "covered", "1.9", "1.10")], ["redis 1.10 after 1.9"]),
        ([entry("redis", "covered", "1.9", "1.10", "1.11")], ["redis 1.10 after 1.9", "redis 1.11 after 1.10"]),
        ([entry("redis", "covered", "1.9", "1.8")], ["redis 1.8 after 1.9, older"]),
        ([entry("redis", "covered", "1.9", "1.10~rc1")], ["redis 1.10~rc1 after 1.9"]),
        ([entry("redis", "covered")], []),
        ([], []),
        ([entry("redis", "covered", "1.9"), entry("nats", "listed")], []),
        ([entry("nats", "proven", "0.1"), entry("redis", "covered", "1.9")], ["nats 0.1 after None"]),
        ([entry("redis", "proven", "1.9")], ["redis covered up proven []"]),
        ([entry("redis", "verified", "1.9", missing=["a"])], ["redis covered up verified ['a']"]),
        ([entry("redis", "listed", "1.9", missing=["a"])], ["redis covered down listed ['a']"]),
        ([entry("redis", "proven", "1.9", "2")], ["redis 2 after 1.9", "redis covered up proven []"]),
    ],
)
def test_a_change_is_told_once(state: State, now: list[EntryNow], expected: list[str]) -> None:
    notice(state, [entry("redis", "covered", "1.9")], 1)
    assert told(notice(state, now, 2)) == expected
    assert notice(state, now, 3) == []


def test_a_version_that_comes_back_is_no_news(state: State) -> None:
    for versions in (["1.0", "1.1"], ["1.0"]):
        notice(state, [entry("redis", "covered", *versions)], 1)
    assert notice(state, [entry("redis", "covered", "1.0", "1.1")], 2) == []


def test_a_tier_that_falls_and_rises_is_told_each_time(state: State) -> None:
    notice(state, [entry("redis", "proven")], 1)
    moves = [told(notice(state, [entry("redis", tier)], 2)) for tier in ("verified", "proven", "verified")]
    assert [len(move) for move in moves] == [1, 1, 1]


def test_links_need_the_public_address(state: State) -> None:
    notice(state, [entry()], 1)
    assert notice(state, [entry("redis", "proven")], 2)[0].link == ""
    event = notice(state, [entry("redis", "listed")], 3, public_url="https://hub.example.org")[0]
    assert event.link == "https://hub.example.org/exporters/redis"


def test_each_webhook_gets_what_it_wants(state: State) -> None:
    for name, events, slugs in (
        ("all", ("release", "tier"), ()),
        ("releases", ("release",), ()),
        ("tiers-of-node", ("tier",), ("node",)),
        ("another", ("release", "tier"), ("nats",)),
    ):
        add(state, Webhook(name=name, url="https://a.example/x", events=events, slugs=slugs), 0)  # type: ignore[arg-type]
    notice(state, [entry("node"), entry("redis")], 1)
    notice(state, [entry("node", "proven"), entry("redis", "covered", "1.0")], 2)
    assert {hook.name: hook.waiting for hook in list_webhooks(state)} == {
        "all": 2,
        "releases": 1,
        "tiers-of-node": 1,
        "another": 0,
    }
    assert {(one.webhook, one.event.slug) for one in recent(state)} == {
        ("all", "node"),
        ("all", "redis"),
        ("releases", "redis"),
        ("tiers-of-node", "node"),
    }


def test_a_large_catalog_fits(state: State) -> None:
    entries = [entry(f"e{number:04}", "covered", "1", "2") for number in range(1200)]
    assert notice(state, entries, 1) == []
    entries[600] = entry("e0600", "covered", "1", "2", "3")
    assert told(notice(state, entries, 2)) == ["e0600 3 after 2"]


def test_nothing_is_kept_of_a_start_that_fails(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    notice(state, [entry("redis", "covered", "1.0")], 1)

    def fail(*_: object) -> None:
        raise ExporterHubError("no")

    with monkeypatch.context() as patch:
        patch.setattr("exporterhub.hub.webhooks.noticing._queue", fail)
        with pytest.raises(ExporterHubError):
            notice(state, [entry("redis", "proven", "1.0", "1.1")], 2)
    assert len(notice(state, [entry("redis", "proven", "1.0", "1.1")], 3)) == 2


def test_the_entries_of_a_catalog(small_catalog: Path) -> None:
    found = {one.slug: one for one in entries_now(load([small_catalog]))}
    assert set(found) == {"acmedb", "blackbox", "redis"}
    assert found["redis"].versions
    assert found["blackbox"].versions == EMPTY
    assert found["blackbox"].missing


PROGRAM = """
import sys
from exporterhub.hub.state import open_state
from exporterhub.hub.webhooks import EntryNow, notice
state = open_state(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    tier, *versions = line.split()
    entries = [EntryNow(f"e{number:03}", "E", tier, frozenset(versions)) for number in range(50)]
    print(len(notice(state, entries, 1.0)), flush=True)
"""


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def at_once(processes: list[subprocess.Popen[str]], catalog: str) -> list[int]:
    """How many events each process notices when all look at the same catalog at the same moment."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(f"{catalog}\n")
        process.stdin.flush()
    return [int(said(process)) for process in processes]


@pytest.fixture
def hubs(state: State, database: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Three processes on one database."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert [said(process) for process in processes] == ["ready"] * 3
    yield processes
    for process in processes:
        process.communicate(timeout=60)


def test_processes_that_start_at_once_tell_each_change_once(state: State, hubs: list[subprocess.Popen[str]]) -> None:
    add(state, Webhook(name="all", url="https://a.example/x"), 0)
    assert at_once(hubs, "covered 1.0") == [0, 0, 0]
    assert sum(at_once(hubs, "proven 1.0 1.1")) == 100
    assert list_webhooks(state)[0].waiting == 100
    assert sum(at_once(hubs, "verified 1.0 1.1 1.2")) == 100
    assert list_webhooks(state)[0].waiting == 200

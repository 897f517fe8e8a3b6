"""What is sent: each template against the file of what it made, and what it must not let through."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from exporterhub.hub.webhooks import Event, event_schema, names, summary, templates
from exporterhub.hub.webhooks.event import ReleaseEvent, TierEvent, read_event

HERE = Path(__file__).resolve().parent
DOCS = HERE.parents[2] / "docs"
TOLD: dict[str, Any] = {
    "id": "7d9f0e0a-95f1-4c55-8f0e-2a3a1f6f2f10",
    "at": datetime(2026, 11, 24, 12, 30, tzinfo=UTC),
    "slug": "redis",
    "name": "Redis Exporter",
    "link": "https://hub.example.org/exporters/redis",
}
EVENTS: dict[str, Event] = {
    "release": ReleaseEvent(**TOLD, version="1.70.0", previous="1.69.0"),
    "first-release": ReleaseEvent(**{**TOLD, "link": ""}, version="1.70.0"),
    "older-release": ReleaseEvent(**TOLD, version="1.44.0", previous="1.69.0", newest=False),
    "tier-rose": TierEvent(**TOLD, from_="covered", to="verified", rose=True, missing=["an alert, seen to fire", "b"]),
    "tier-fell": TierEvent(**{**TOLD, "name": "Größe <&> *_|@all"}, from_="proven", to="listed", rose=False),
    "test": TierEvent(**{**TOLD, "test": True}, from_="verified", to="proven", rose=True),
}


@pytest.mark.parametrize("name", names())
def test_what_a_template_sends(name: str, golden: Callable[[Path, str], None]) -> None:
    parts = []
    for title, event in EVENTS.items():
        made = templates.render(name, event)
        headers = "".join(f"{key}: {value}\n" for key, value in made.headers.items())
        parts.append(f"## {title}\n{made.media_type}\n{headers}\n{made.text}\n")
        if made.media_type == "application/json":
            json.loads(made.body)
    golden(HERE / "cases" / f"{name}.txt", "\n".join(parts))


@pytest.mark.parametrize("name", names())
def test_the_file_is_the_registration(name: str) -> None:
    module = importlib.import_module(f"{templates.__name__}.{name}")
    assert module.__all__ == ["render"]
    assert summary(name).endswith(".")


def test_all_that_were_promised_are_there() -> None:
    assert set(names()) == {"json", "slack", "discord", "mattermost", "teams", "ntfy"}
    files = {module.name for module in pkgutil.iter_modules(templates.__path__)}
    assert set(names()) == {name for name in files if not name.startswith("_")}


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_an_event_survives_the_database(event: Event) -> None:
    assert read_event(event.model_dump_json()) == event


def test_headers_are_ascii_on_one_line() -> None:
    event = ReleaseEvent(**{**TOLD, "name": "Ü\r\nX-Evil: 1"}, version="1")
    title = templates.render("ntfy", event).headers["Title"]
    assert title.isascii()
    assert title.isprintable()
    assert "\n" not in title


def test_nobody_is_mentioned() -> None:
    event = ReleaseEvent(**{**TOLD, "name": "<!channel> @all [x](https://evil.example)"}, version="1")
    assert "<!channel>" not in templates.render("slack", event).text
    assert "@all" not in templates.render("mattermost", event).text
    assert "[x](" not in templates.render("mattermost", event).text
    assert json.loads(templates.render("discord", event).body)["allowed_mentions"] == {"parse": []}


def test_the_schema_is_documented(golden: Callable[[Path, str], None]) -> None:
    golden(DOCS / "schema" / "webhook-event.json", json.dumps(event_schema(), indent=2, ensure_ascii=False) + "\n")

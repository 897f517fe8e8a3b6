"""``dashboard check`` and ``dashboard build`` on the catalog of the repository."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

CATALOG = str(Path(__file__).resolve().parents[2] / "catalog")


def test_check(cli: Callable[..., Any]) -> None:
    result = cli("dashboard", "check", "redis", "--catalog", CATALOG)
    assert (result.code, result.out) == (0, "")
    assert result.err.startswith("1 dashboard, ")


def test_check_of_an_entry_without(cli: Callable[..., Any]) -> None:
    result = cli("dashboard", "check", "nats")
    assert result.code == 2
    assert "nats has no dashboard.yaml" in result.err


def test_build(cli: Callable[..., Any], work: Path) -> None:
    printed = cli("dashboard", "build", "redis", "--catalog", CATALOG)
    assert json.loads(printed.out)["uid"] == "exporterhub-redis"
    into = cli("dashboard", "build", "redis", "-o", ".", "--catalog", CATALOG)
    assert into.out == "redis.json\n"
    assert (work / "redis.json").read_text() == printed.out
    again = cli("dashboard", "build", "redis", "-o", "mine.json", "--catalog", CATALOG)
    assert again.code == 0
    assert (work / "mine.json").read_text() == printed.out


def test_build_of_an_entry_without_gives_the_general_one(cli: Callable[..., Any]) -> None:
    result = cli("dashboard", "build", "nats", "--catalog", CATALOG)
    assert result.code == 0
    assert "nats has no dashboard of its own: this is a general one" in result.err
    assert json.loads(result.out)["title"] == "NATS Exporter, general (not recorded yet)"


def test_build_says_what_is_wrong(cli: Callable[..., Any], work: Path) -> None:
    entry = work / "own" / "nats"
    entry.mkdir(parents=True)
    (entry / "exporter.yaml").write_text((Path(CATALOG) / "nats" / "exporter.yaml").read_text())
    (entry / "dashboard.yaml").write_text("title: NATS\n")
    broken = cli("dashboard", "build", "nats", "--catalog", "own")
    assert broken.code == 2
    assert "nats has no dashboard that can be compiled: " in broken.err
    nowhere = cli("dashboard", "build", "redis", "-o", "no/such/file.json", "--catalog", CATALOG)
    assert nowhere.code == 2
    assert "cannot be written" in nowhere.err


def test_generate(cli: Callable[..., Any], work: Path) -> None:
    printed = cli("dashboard", "generate", "redis", "--catalog", CATALOG)
    assert printed.code == 0
    assert "title: Redis" in printed.out
    written = cli("dashboard", "generate", "redis", "--catalog", CATALOG, "-o", "draft.yaml")
    assert (work / "draft.yaml").read_text() == printed.out
    assert "each wants a better question" in written.err
    again = cli("dashboard", "generate", "redis", "--catalog", CATALOG, "-o", "draft.yaml")
    assert again.code == 2
    assert "is there already" in again.err
    data = json.loads(cli("dashboard", "generate", "redis", "--grafana", "--name", "My Shop", "--catalog", CATALOG).out)
    assert data["uid"] == "exporterhub-my-shop"


def test_generate_of_nothing(cli: Callable[..., Any], work: Path) -> None:
    (work / "empty").write_text("go_goroutines 1\n")
    result = cli("dashboard", "generate", "empty")
    assert result.code == 2
    assert "nothing to draw" in result.err

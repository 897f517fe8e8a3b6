"""``rules backtest``: what is printed, and what is said of wrong input. The work is tested on a real Prometheus."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import exporterhub.rules.backtest as package
from exporterhub.catalog import Rule
from exporterhub.rules.backtest import Result, Spell

DAY = 86_400.0
RULES = """\
groups:
  - name: g
    rules:
      - {alert: Often, expr: a > 0}
      - {alert: Deaf, expr: b > 0}
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, work: Path) -> list[dict[str, Any]]:
    """A backtest that answers at once; what it was asked."""
    seen: list[dict[str, Any]] = []

    def backtest(rules: Sequence[Rule], server: Any, start: float, end: float, **more: Any) -> list[Result]:
        seen.append({"server": server.url, "start": start, "end": end, **more})
        spells = tuple(Spell(start + place * DAY, start + place * DAY + 600) for place in range(3))
        often = Result(rules[0], start, end, end, spells=spells, labels=1, pending=2, flapping=True)
        deaf = Result(rules[1], start, end, start, nothing=("b",), problem="it does not answer")
        return [often, deaf]

    monkeypatch.setattr(package, "backtest", backtest)
    (work / "mine.yaml").write_text(RULES)
    return seen


URL = ("--prometheus", "http://127.0.0.1:9090/")


def test_table_chart_and_what_is_wrong(cli: Callable[..., Any], asked: list[dict[str, Any]]) -> None:
    words = ("--from", "2026-11-01", "--to", "2026-11-11", "--width", "60")
    result = cli("rules", "backtest", "mine.yaml", *URL, *words)
    assert result.code == 1
    assert (asked[0]["server"], asked[0]["end"] - asked[0]["start"]) == ("http://127.0.0.1:9090", 10 * DAY)
    lines = result.out.splitlines()
    assert lines[1].split()[:4] == ["Often", "3", "1", "30"]
    assert lines[1].endswith("flaps")
    assert "reads nothing: b" in lines[2]
    assert any(line.startswith("Often") and "▁" in line for line in lines)
    assert "2026-11-01" in lines[-1]
    assert "it does not answer (0% is known; the same command goes on there)" in result.err


def test_json(cli: Callable[..., Any], asked: list[dict[str, Any]]) -> None:
    result = cli("rules", "backtest", "mine.yaml", *URL, "--days", "7", "--json", "--anew")
    often, deaf = json.loads(result.out)["results"]
    assert (often["alert"], often["fired"], often["flapping"], len(often["spells"])) == ("Often", 3, True, 3)
    assert (deaf["reads_nothing"], deaf["problem"]) == (["b"], "it does not answer")
    assert asked[0]["end"] - asked[0]["start"] == 7 * DAY
    assert asked[0]["folder"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("mine.yaml",), "--prometheus"),
        (("none.yaml", *URL), "none.yaml"),
        (("mine.yaml", "--prometheus", "localhost:9090"), "is no address of a server"),
        (("mine.yaml", *URL, "--from", "yesterday"), "no time such as"),
        (("mine.yaml", *URL, "--bearer-token-file", "none"), "none cannot be read"),
        (("mine.yaml", *URL, "--basic-auth-file", "mine.yaml", "--bearer-token-file", "mine.yaml"), "give one of them"),
    ],
)
def test_wrong_usage(cli: Callable[..., Any], asked: list[dict[str, Any]], words: tuple[str, ...], said: str) -> None:
    result = cli("rules", "backtest", *words)
    assert result.code == 2
    assert said in result.err
    assert asked == []


def test_rules_of_an_entry(cli: Callable[..., Any], asked: list[dict[str, Any]]) -> None:
    assert cli("rules", "backtest", "redis", *URL).code == 1

"""``rules backtest``: what is printed, and what is said of wrong input. The work is tested on a real Prometheus."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import exporterhub.rules.backtest as package
from exporterhub.catalog import Rule
from exporterhub.rules.backtest import Fired, Result, Spell

DAY = 86_400.0
RULES = """\
groups:
  - name: g
    rules:
      - {alert: Often, expr: a > 0, labels: {severity: critical}}
      - {alert: Deaf, expr: b > 0}
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, work: Path) -> list[dict[str, Any]]:
    """A backtest that answers at once; what it was asked."""
    seen: list[dict[str, Any]] = []

    def backtest(rules: Sequence[Rule], server: Any, start: float, end: float, **more: Any) -> list[Result]:
        seen.append({"server": server.url, "start": start, "end": end, **more})
        if "raise" in rules[0].name:
            raise KeyboardInterrupt
        spells = tuple(Spell(start + place * 1800, start + place * 1800 + 600) for place in range(3))
        spells += (Spell(end - 3000, end),)
        fired = (Fired({"instance": "a\x1b[1m"}, spells), Fired({}, (Spell(start + 600, start + 1200),)))
        more["progress"](rules[0], 0.5)
        often = Result(rules[0], start, end, end, series=fired, pending=2, warnings=("a store is away",))
        deaf = Result(rules[-1], start, end, (start + end) / 2, nothing=("b",))
        return [often, deaf]

    monkeypatch.setattr(package, "backtest", backtest)
    (work / "mine.yaml").write_text(RULES)
    (work / "bad.yaml").write_text("groups: [")
    return seen


URL = ("--prometheus", "http://127.0.0.1:9090/")


FROM_TO = ("--from", "2026-11-01", "--to", "2026-11-02")


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch, asked: list[dict[str, Any]]) -> None:
    """The second rule could not be asked for to the end."""
    whole = package.backtest

    def backtest(rules: Sequence[Rule], *words: Any, **more: Any) -> list[Result]:
        often, deaf = whole(rules, *words, **more)
        return [often, replace(deaf, problem="it does not answer", remedy="start it", lost=True)]

    monkeypatch.setattr(package, "backtest", backtest)


def test_table_and_chart(cli: Callable[..., Any], asked: list[dict[str, Any]]) -> None:
    result = cli("rules", "backtest", "mine.yaml", *URL, *FROM_TO, "--width", "60")
    assert result.code == 1  # one reads nothing
    assert (asked[0]["server"], asked[0]["end"] - asked[0]["start"]) == ("http://127.0.0.1:9090", DAY)
    lines = result.out.splitlines()
    assert lines[1].split()[:7] == ["Often", "5", "2", "1.5", "h", "6.2%", "50"]
    assert lines[1].endswith("still firing")
    assert "reads nothing: no b" in lines[2]
    often, deaf, days = lines[4:]
    assert often.startswith("Often |▆▃▃ ")
    assert len(often) <= 60
    assert deaf.startswith("Deaf  |")
    assert deaf.endswith("·" * 26)
    assert days.split() == ["2026-11-01", "00:00", "2026-11-02", "00:00"]
    assert "2026-11-01 00:00 to 2026-11-02 00:00 (UTC), evaluated every 60 s" in result.err
    assert "mine.yaml:4: Often: the server warns: a store is away" in result.err
    assert "\x1b" not in result.both


def test_verbose_tells_which_alerts_fired_when(cli: Callable[..., Any], asked: list[dict[str, Any]]) -> None:
    result = cli("rules", "backtest", "mine.yaml", *URL, *FROM_TO, "-v")
    assert "\nOften: instance=a\\x1b[1m\n  2026-11-01 00:00  10 min\n  2026-11-01 00:30  10 min\n" in result.out
    assert "  2026-11-01 23:10  50 min, and still is\n" in result.out
    assert "\nOften: no labels\n" in result.out
    assert "1 of 2: Often: 50%" in result.err


def test_a_server_that_fails_half_way(cli: Callable[..., Any], lost: None) -> None:
    result = cli("rules", "backtest", "mine.yaml", *URL, *FROM_TO)
    assert result.code == 3
    assert "50% known; reads nothing" in result.out
    said = "mine.yaml:5: Deaf: it does not answer (50% is known; the same command goes on there)\n  start it\n"
    assert said in result.err


def test_json(cli: Callable[..., Any], lost: None, asked: list[dict[str, Any]]) -> None:
    result = cli("rules", "backtest", "mine.yaml", *URL, "--days", "7", "--json", "--anew")
    assert result.code == 3
    often, deaf = json.loads(result.out)["results"]
    assert (often["alert"], often["fired"], often["flapping"], often["firing"]) == ("Often", 5, False, 1)
    assert [len(series["spells"]) for series in often["series"]] == [4, 1]
    assert (deaf["reads_nothing"], deaf["problem"]) == (["b"], "it does not answer")
    assert asked[0]["end"] - asked[0]["start"] == 7 * DAY
    assert asked[0]["anew"] is True


def test_a_terminal_without_blocks(work: Path) -> None:
    """The signs are those that the output can show."""
    rule = "groups: [{name: g, rules: [{alert: A, expr: a > 0}]}]"
    (work / "r.yaml").write_text(rule)
    code = (
        "import argparse, sys; from pathlib import Path; from exporterhub.catalog import read_rules;"
        "from exporterhub.rules.backtest import *; from exporterhub.cli._backtests import print_results;"
        "rule = read_rules(Path('r.yaml'))[0][0];"
        "result = Result(rule, 0, 86400, 86400, series=(Fired({}, (Spell(0, 86400),)),));"
        "print_results(argparse.Namespace(verbose=False, quiet=False, no_color=False), [result], 40)"
    )
    for encoding, sign in (("ascii", "@"), ("utf-8", "█")):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=True,
            timeout=60,
        )
        assert f"A |{sign * 37}" in done.stdout.decode()


def test_an_interruption_says_that_it_can_go_on(cli: Callable[..., Any], asked: list[dict[str, Any]]) -> None:
    Path("mine.yaml").write_text(RULES.replace("Often", "raise"))
    result = cli("rules", "backtest", "mine.yaml", *URL)
    assert result.code == 130
    assert "the same command goes on from here" in result.err


def test_what_is_to_come_is_not_asked_for(cli: Callable[..., Any], asked: list[dict[str, Any]]) -> None:
    result = cli("rules", "backtest", "mine.yaml", *URL, "--to", "2999-01-01", "--from", "2026-11-01")
    assert "--to is in the future; ending now" in result.err
    assert asked[0]["end"] < 32_000_000_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("mine.yaml",), "--prometheus"),
        (("none.yaml", *URL), "none.yaml"),
        (("mine.yaml", "--prometheus", "localhost:9090"), "is no address of a server"),
        (("mine.yaml", *URL, "--from", "yesterday"), "no time such as"),
        (("mine.yaml", *URL, "--from", "2999-01-01"), "--from is in the future"),
        (("mine.yaml", *URL, "--days", "99999999"), "the time begins before 1970"),
        (("mine.yaml", *URL, "--from", "nan"), "no time such as"),
        (("mine.yaml", *URL, "--to", "inf"), "no time such as"),
        (("mine.yaml", "--prometheus", "http://a:b@localhost:9090"), "has a user or a password in it"),
        (("mine.yaml", *URL, "--ca-file", "mine.yaml"), "cannot be used as certificates"),
        (("bad.yaml", *URL), "bad.yaml cannot be used"),
        (("mine.yaml", *URL, "--bearer-token-file", "none"), "none cannot be read"),
        (
            ("mine.yaml", *URL, "--basic-auth-file", "mine.yaml", "--bearer-token-file", "mine.yaml"),
            "a token and a password",
        ),
    ],
)
def test_wrong_usage(cli: Callable[..., Any], asked: list[dict[str, Any]], words: tuple[str, ...], said: str) -> None:
    result = cli("rules", "backtest", *words)
    assert result.code == 2
    assert said in result.err
    assert asked == []


def test_rules_of_an_entry(cli: Callable[..., Any], asked: list[dict[str, Any]]) -> None:
    assert cli("rules", "backtest", "redis", *URL).code == 1

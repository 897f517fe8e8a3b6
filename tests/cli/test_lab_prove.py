"""``lab prove``: which runs are proven, how findings and failures are told. The lab itself is tested elsewhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import exporterhub.lab
import exporterhub.programs
from exporterhub.errors import LabFailure
from exporterhub.lab import Event, Proof, Witnessed

PROVE = """
prove:
  runs: [bookworm, trixie]
  faults: [{name: stop, what: redis was stopped, stop: [redis], alerts: [RedisDown]}]
"""
RULES = """\
groups:
  - name: redis
    rules: [{alert: RedisDown, expr: redis_up == 0, for: 1m}]
"""
SEEN = Witnessed("stop", {"RedisDown": 3.0}, {"RedisDown": 1.5}, (), (), ())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "own"
    shutil.copytree(Path(__file__).parent / "catalog", target)
    lab = target / "redis" / "lab.yaml"
    lab.write_text(lab.read_text() + PROVE)
    (target / "redis" / "rules.yaml").write_text(RULES)
    return target


class Lab:
    """A lab that proves at once: ``ends`` maps a run to what it ends with, SEEN under all faults unless said."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.ends: dict[str, Proof | Exception] = {}

    def prove(self, entry: Any, run: Any, *, faults: Sequence[str] = (), report: Callable[[Event], None]) -> Proof:
        name = f"{entry.slug}/{run.name}"
        self.asked.append(" ".join([name, *faults]))
        report(Event(entry.slug, run.name, "start", "fault stop"))
        end = self.ends.get(name, Proof(run.name, 60.0, {}, (SEEN,)))
        if isinstance(end, Exception):
            raise end
        return end


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Lab:
    instead = Lab()
    monkeypatch.setattr(exporterhub.lab, "prove", instead.prove)
    monkeypatch.setattr(exporterhub.programs, "sandbox_unavailable", lambda: "")
    return instead


def test_what_was_seen_is_told_and_written(cli: Callable[..., Any], lab: Lab, folder: Path) -> None:
    result = cli("lab", "prove", "redis", "--jobs", "1", "--catalog", str(folder))
    assert result.code == 0
    assert result.out.splitlines() == [
        "redis/bookworm: healthy for 60 s: all quiet",
        "redis/bookworm: stop: RedisDown fired after 3 s, resolved 1.5 s after its end",
        "redis/trixie: healthy for 60 s: all quiet",
        "redis/trixie: stop: RedisDown fired after 3 s, resolved 1.5 s after its end",
    ]
    evidence = (folder / "redis" / "evidence.yaml").read_text()
    assert evidence.startswith("# Written by")
    assert evidence.count("fault: stop") == 2


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        (
            Proof("trixie", 60.0, {"RedisDown": "pending"}, (SEEN,)),
            "redis/trixie: healthy for 60 s: RedisDown (pending)",
        ),
        (
            Proof("trixie", 60.0, {}, (replace(SEEN, fired={}, resolved={}, missed=("RedisDown",)),)),
            "redis/trixie: stop: RedisDown did not fire",
        ),
        (
            Proof("trixie", 60.0, {}, (replace(SEEN, resolved={}, unresolved=("RedisDown",)),)),
            "redis/trixie: stop: RedisDown fired after 3 s, did not resolve",
        ),
        (
            Proof("trixie", 60.0, {}, (replace(SEEN, unexpected=("RedisSlow",)),)),
            "redis/trixie: stop: RedisSlow fired and should not",
        ),
    ],
)
def test_an_alert_that_does_not_do_what_it_should(
    cli: Callable[..., Any], lab: Lab, folder: Path, proof: Proof, said: str
) -> None:
    lab.ends["redis/trixie"] = proof
    result = cli("lab", "prove", "redis", "--run", "trixie", "--catalog", str(folder))
    assert result.code == 1
    assert said in result.out.splitlines()
    assert "not all alerts did what they should" in result.err


def test_json_and_failure(cli: Callable[..., Any], lab: Lab, folder: Path) -> None:
    lab.ends["redis/trixie"] = LabFailure("redis was not ready", log="last words")
    result = cli("lab", "prove", "--all", "--fault", "stop", "--json", "--catalog", str(folder))
    assert result.code == 3
    assert sorted(lab.asked) == ["redis/bookworm stop", "redis/trixie stop"]
    assert json.loads(result.out) == {
        "proofs": [
            {
                "entry": "redis",
                "run": "bookworm",
                "seconds": 60.0,
                "noisy": {},
                "faults": [
                    {
                        "fault": "stop",
                        "fired": {"RedisDown": 3.0},
                        "resolved": {"RedisDown": 1.5},
                        "missed": [],
                        "unresolved": [],
                        "unexpected": [],
                    }
                ],
            }
        ],
        "failed": [{"entry": "redis", "run": "trixie", "message": "redis was not ready", "log": "last words"}],
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name the entries to prove, or say --all"),
        (["nats"], "lab.yaml has no `prove`"),
        (["redis", "--run", "sid"], "the runs are bookworm, trixie"),
        (["redis", "--fault", "flood"], "the faults are stop"),
    ],
)
def test_wrong_usage(cli: Callable[..., Any], lab: Lab, folder: Path, words: list[str], said: str) -> None:
    result = cli("lab", "prove", *words, "--catalog", str(folder))
    assert result.code == 2
    assert said in result.err
    assert lab.asked == []


@pytest.mark.parametrize("verb", ["prove", "record"])
def test_a_lab_file_that_is_wrong_is_not_called_missing(
    cli: Callable[..., Any], lab: Lab, folder: Path, verb: str
) -> None:
    (folder / "redis" / "lab.yaml").write_text("exporter: [")
    result = cli("lab", verb, "redis", "--catalog", str(folder))
    assert result.code == 2
    assert "lab.yaml cannot be used" in result.err
    assert "catalog check redis" in result.err

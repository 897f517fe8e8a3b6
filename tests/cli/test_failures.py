"""Errors become text and an exit code in one place."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import exporterhub.catalog
from exporterhub.cli import main
from exporterhub.cli.verbs import search
from exporterhub.errors import BadInput, ExporterHubError, LabFailure, Missing, SyntaxProblem

UNEXPECTED = """\
error: unexpected ZeroDivisionError: by
  this is a defect of exporterhub; run it with -v for the traceback
"""


def failing(error: BaseException) -> Callable[[object], int]:
    def run(args: object) -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (BadInput("it is wrong", remedy="do it right"), 2, "error: it is wrong\n  do it right\n"),
        (
            SyntaxProblem("no value", line=3, column=4, expected="a number", file="a.prom"),
            2,
            "error: a.prom:3:4: no value, expected a number\n",
        ),
        (Missing("nobody answers"), 3, "error: nobody answers\n"),
        (
            LabFailure("redis ended", log="one\ntwo\n", remedy="read it"),
            3,
            "error: redis ended\n  read it\n  the last lines of its log:\n    one\n    two\n",
        ),
        (BadInput("a\x1b[2Jb"), 2, "error: a\\x1b[2Jb\n"),
        (
            ZeroDivisionError("by\nzero"),
            70,
            UNEXPECTED,
        ),
        (KeyboardInterrupt(), 130, ""),
        (SystemExit(0), 0, ""),
    ],
)
def test_report(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    monkeypatch.setattr(search, "run", failing(error))
    result = cli("search", "x")
    assert (result.code, result.err, result.out) == (code, said, "")


def test_verbose_shows_the_traceback(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "run", failing(ZeroDivisionError("by zero")))
    result = cli("search", "x", "-v")
    assert result.code == 70
    assert "Traceback" in result.err
    assert result.err.endswith("error: unexpected ZeroDivisionError: by zero\n")


def test_every_error_has_a_documented_exit_code() -> None:
    def below(kind: type[ExporterHubError]) -> list[type[ExporterHubError]]:
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    assert {kind.exit_code for kind in below(ExporterHubError)} == {2, 3}


def test_main_takes_the_words_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["exporterhub", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("exporterhub ")


def test_a_catalog_that_is_not_there(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTERHUB_CATALOG", "nowhere")
    for words in (["search", "redis"], ["show", "redis"], ["catalog", "check"]):
        result = cli(*words)
        assert result.code == 2
        assert "nowhere" in result.err


def test_a_new_entry_does_not_go_into_the_installed_package(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, work: Path
) -> None:
    monkeypatch.delenv("EXPORTERHUB_CATALOG")
    monkeypatch.setattr(exporterhub.catalog, "default_folders", lambda: [work / "_catalog"])
    result = cli("new", "entry", "etcd")
    assert result.code == 2
    assert "--catalog DIR" in result.err

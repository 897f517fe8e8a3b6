"""Findings, shown."""

from __future__ import annotations

import argparse

import pytest

from exporterhub.cli import _findings
from exporterhub.errors import Finding

ERROR = Finding("metric/exists", "error", "50% of\nit: is, wrong", "use redis_up", file="a,b:c.yaml", line=3, column=7)
WARNING = Finding("naming/help", "warning", "no help", file="b.prom")
NOTE = Finding("rules/format", "info", "could be shorter")


def args(**changes: bool) -> argparse.Namespace:
    return argparse.Namespace(**{"quiet": False, "verbose": False, "no_color": True, **changes})


def test_exit_code() -> None:
    assert _findings.exit_code([WARNING, NOTE]) == 0
    assert _findings.exit_code([WARNING, ERROR]) == 1
    assert _findings.exit_code([]) == 0


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    _findings.print_text(args(), [ERROR, WARNING, ERROR, NOTE])
    assert capsys.readouterr().out == (
        "a,b:c.yaml:3:7: error: 50% of\nit: is, wrong [metric/exists]\n    use redis_up\n"
        "b.prom: warning: no help [naming/help]\n"
        "info: could be shorter [rules/format]\n"
    )


def test_quiet_leaves_the_remedy_out(capsys: pytest.CaptureFixture[str]) -> None:
    _findings.print_text(args(quiet=True), [ERROR])
    assert "use redis_up" not in capsys.readouterr().out


def test_tally() -> None:
    assert _findings.tally([]) == "no findings"
    assert _findings.tally([ERROR, ERROR, WARNING, NOTE]) == "2 errors, 1 warning, 1 note"

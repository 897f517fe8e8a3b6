"""The reference page is made from the parsers; it must not fall behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.cli import reference
from exporterhub.cli._verbs import all_verbs

PAGE = Path(__file__).resolve().parents[2] / reference.PAGE


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference.page(), "`make docs` writes it anew"


def test_it_has_every_verb_and_its_arguments() -> None:
    text = reference.page()
    for name in all_verbs():
        assert f"\n## {name}\n" in text
    assert "`--catalog DIR`" in text
    assert "`SLUG`" in text


def test_main_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "docs" / "cli.md"
    assert reference.main(target) == 0
    assert target.read_text(encoding="utf-8") == reference.page()
    assert capsys.readouterr().out == f"{target}\n"

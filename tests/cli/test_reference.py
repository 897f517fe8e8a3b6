"""The reference page is made from the parsers; it must not fall behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.cli import reference
from exporterhub.cli._verbs import all_verbs

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("place", reference.pages(), ids=str)
def test_a_page_is_up_to_date(place: Path) -> None:
    assert (DOCS / place).read_text(encoding="utf-8") == reference.pages()[place], "`make docs` writes it anew"


def test_no_page_is_left_over() -> None:
    there = {page.relative_to(DOCS) for page in (DOCS / reference.CHECKS).rglob("*.md")}
    assert there == {place for place in reference.pages() if place != reference.PAGE}


def test_it_has_every_verb_and_its_arguments() -> None:
    text = reference.page()
    for name in all_verbs():
        assert f"\n## {name}\n" in text
    assert "`--catalog DIR`" in text
    assert "`SLUG`" in text


def test_main_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / reference.CHECKS / "no" / "more.md"
    old.parent.mkdir(parents=True)
    old.write_text("", encoding="utf-8")
    assert reference.main(tmp_path) == 0
    for place, text in reference.pages().items():
        assert (tmp_path / place).read_text(encoding="utf-8") == text
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / place) for place in reference.pages()]
    assert not old.exists()

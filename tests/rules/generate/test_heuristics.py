"""Each heuristic alone: ``cases/<id>.prom`` is a page, ``.expected`` what it makes of it."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest

from exporterhub.rules import page_of
from exporterhub.rules.generate import all_heuristics, generate, heuristics

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", all_heuristics())
def test_case(name: str, golden: Callable[[Path, str], None]) -> None:
    page = page_of("page", (CASES / f"{name}.prom").read_bytes())
    draft = generate([page], slug="demo")
    lines = []
    for rule in draft.rules:
        if rule.heuristic == name:
            held = f" for {rule.for_}" if rule.for_ else ""
            lines.append(f"{rule.name} [{rule.severity}]{held}\n    {rule.expr}".replace("\n  and", "\n      and"))
            lines.append(f"    {rule.annotations['summary']}\n    why: {rule.reason}")
            lines.append(f"    a guess: {rule.guess}" if rule.guess else f"    threshold: {rule.basis or 'none'}")
    assert lines
    lines += [f"no rule about {one.family}: {one.reason}" for one in draft.report if not one.rules]
    golden(CASES / f"{name}.expected", "\n".join(lines) + "\n")


def test_each_module_is_one_heuristic_with_its_case() -> None:
    modules = {found.name for found in pkgutil.iter_modules(heuristics.__path__) if not found.name.startswith("_")}
    assert modules == set(all_heuristics())
    assert {path.stem for path in CASES.glob("*.prom")} == modules
    for one in all_heuristics().values():
        assert one.documentation.partition("\n")[0].endswith(".")


def test_they_are_asked_in_the_order_of_their_ranks() -> None:
    ranks = [one.rank for one in all_heuristics().values()]
    assert ranks == sorted(ranks)

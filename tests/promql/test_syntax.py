"""Queries that Prometheus refuses: the place, what is wrong there, and what could stand there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from exporterhub.errors import SyntaxProblem
from exporterhub.promql import QuerySyntaxError, analyse, place

CASES = Path(__file__).parent / "cases" / "errors.yaml"
ERRORS: list[dict[str, Any]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: str(case["query"])[:40])
def test_a_broken_query_is_refused_at_its_place(case: dict[str, Any]) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        analyse(case["query"])
    error = caught.value
    found = {
        "query": case["query"],
        "place": f"{error.line}:{error.column}",
        "at": case["query"][error.offset :][:12],
        "problem": error.problem,
        "expected": error.expected,
        "remedy": error.remedy,
    }
    assert {key: value for key, value in found.items() if value or key in ("query", "at")} == case


def test_a_query_syntax_error_is_bad_input_with_a_place() -> None:
    with pytest.raises(SyntaxProblem, match=r"^line 2, column 3: "):
        analyse("x\n> )")


@pytest.mark.parametrize(
    ("offset", "expected"), [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (5, (2, 3)), (99, (2, 3)), (-1, (1, 1))]
)
def test_a_place_counts_from_one(offset: int, expected: tuple[int, int]) -> None:
    assert place("ab\ncd", offset) == expected


@pytest.mark.parametrize(
    "query", ["(" * 5000, "-" * 5000 + "x", "x" + "+x" * 5000, "sum(" * 500 + "x" + ")" * 500, "x[5m:]" * 2]
)
def test_a_monstrous_query_is_refused_and_crashes_nothing(query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        analyse(query)


def test_long_chains_of_ordinary_length_are_read() -> None:
    query = analyse(" or ".join(f"x{i}" for i in range(150)))
    assert len(query.selectors) == 150


PIECES = """x sum by ( ) { } [5m] [ ] , 5 1h "a" ` ' = == =~ or on offset @ bool rate - ^ # $ \\ é 0x 1_ :"""
SNIPPETS = st.sampled_from([*PIECES.split(), " ", "\n", "\x00", "\ud800"])


def judged(text: str) -> QuerySyntaxError | None:
    """The error of a text, None for a query."""
    try:
        analyse(text)
    except QuerySyntaxError as error:
        return error
    return None


@settings(deadline=None)
@given(st.lists(SNIPPETS, max_size=12).map("".join))
def test_whatever_the_text_the_answer_is_a_query_or_a_place(text: str) -> None:
    error = judged(text)
    if error:
        assert 0 <= error.offset <= len(text)
        assert place(text, error.offset) == (error.line, error.column)

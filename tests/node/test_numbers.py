"""Numbers, spelled as Go spells them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporterhub.exposition import format_float
from exporterhub.node.numbers import KIB, MILLI, SECTORS, TICKS, Spelled, float_text, int_text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, b"0"),
        (999_999, b"999999"),
        (1_000_000, b"1e+06"),
        (1_234_567, b"1.234567e+06"),
        (-1_230_000, b"-1.23e+06"),
        (12_300_000_000, b"1.23e+10"),
        ((1 << 53) + 1, b"9.007199254740992e+15"),
        ((1 << 64) - 1, b"1.8446744073709552e+19"),
    ],
)
def test_whole_numbers(number: int, text: bytes) -> None:
    assert int_text(number) == text


@given(st.integers(min_value=-(1 << 70), max_value=1 << 70))
def test_a_whole_number_is_spelled_as_the_float_it_is(number: int) -> None:
    assert int_text(number).decode() == format_float(float(number))


@given(st.floats())
def test_a_float_is_spelled_as_on_every_page_of_this_project(number: float) -> None:
    assert float_text(number).decode() == format_float(number)
    assert math.isnan(number) or float(float_text(number)) == number


def test_units_are_computed_as_upstream_does() -> None:
    assert KIB[b"16042172"] == b"1.6427184128e+10"
    assert SECTORS[b"3"] == b"1536"
    assert MILLI[b"1049"] == float_text(1049 * 0.001)
    assert TICKS[4567] == b"45.67"


def test_a_table_does_not_grow_for_ever() -> None:
    table: Spelled[int] = Spelled(lambda number: number)
    for number in range(10_000):
        assert table[number] == int_text(number)
    assert len(table) <= 4096

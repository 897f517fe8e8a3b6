"""Numbers, in Go's spelling."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.utils import floatToGoString

from exporterhub.exposition import Sample, format_float, parse, parse_float


@given(st.floats())
def test_what_was_written_reads_back(value: float) -> None:
    again = parse_float(format_float(value))
    assert again == value or (math.isnan(again) and math.isnan(value))


@given(st.floats(min_value=0))
def test_as_the_official_library_spells_it(value: float) -> None:
    assert float(floatToGoString(value)) == parse_float(format_float(value))
    if value >= 1e6:
        assert format_float(value) == floatToGoString(value).replace(".0e", "e").replace(".e", "e")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-1.5, "-1.5"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (999999.5, "999999.5"),
        (1000000.0, "1e+06"),
        (-1234567.5, "-1.2345675e+06"),
        (1e15, "1e+15"),
        (123456789012345680.0, "1.2345678901234568e+17"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (5e-324, "5e-324"),
    ],
)
def test_format(value: float, text: str) -> None:
    assert format_float(value) == text


@given(st.text("0123456789.eE+-_naifNIFx ", min_size=1, max_size=8))
def test_many_numbers_are_read_as_one_is(text: str) -> None:
    """The quick path takes and refuses what the slow one does."""
    page = "".join(f'a{{n="{number}"}} {text}\n' for number in range(5))
    try:
        value: float | None = parse_float(text)
    except ValueError:
        value = None
    families = list(parse(page, strict=False))
    samples: list[Sample] = [sample for family in families for sample in family.samples]
    if value is None and " " not in text:
        assert samples == []
    if value is not None:
        assert [repr(sample.value) for sample in samples] == [repr(value)] * 5

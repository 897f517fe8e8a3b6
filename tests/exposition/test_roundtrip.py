"""What was rendered is parsed to the same, in both formats."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from exporterhub.exposition import (
    OPENMETRICS,
    TEXT,
    Family,
    Prepared,
    Sample,
    inventory,
    inventory_of,
    parse,
    render,
    render_chunks,
)

from . import strategies
from .conftest import show


def same(value: float) -> float | str:
    return "NaN" if math.isnan(value) else value


@pytest.mark.parametrize("strict", [True, False])
@given(page=strategies.pages(openmetrics=False))
def test_text(page: list[Family], strict: bool) -> None:
    text = render(page, TEXT, escaping="allow-utf-8")
    assert show(parse(text, TEXT, strict=strict)) == show(iter(page))
    assert inventory(text, TEXT) == inventory_of(page)


@given(page=strategies.pages(openmetrics=True))
def test_openmetrics(page: list[Family]) -> None:
    text = render(page, OPENMETRICS, escaping="allow-utf-8")
    assert show(parse(text, OPENMETRICS)) == show(iter(page))
    assert inventory(text, OPENMETRICS) == inventory_of(page)


@given(page=strategies.pages(openmetrics=False))
def test_text_rendered_again_is_the_same_page(page: list[Family]) -> None:
    text = render(page, TEXT, escaping="allow-utf-8")
    assert render(parse(text, TEXT), TEXT, escaping="allow-utf-8") == text


@pytest.mark.parametrize("content_type", [TEXT, OPENMETRICS])
@given(page=strategies.pages(openmetrics=True))
def test_chunks_are_the_page(page: list[Family], content_type: str) -> None:
    assert b"".join(render_chunks(page, content_type)) == render(page, content_type)


@pytest.mark.parametrize("content_type", [TEXT, OPENMETRICS])
@given(page=strategies.pages(openmetrics=True))
def test_prepared_gives_what_rendering_gives(page: list[Family], content_type: str) -> None:
    plain = [
        family._replace(samples=[sample._replace(timestamp=None, exemplar=None) for sample in family.samples])
        for family in page
    ]
    values = [sample.value for family in plain for sample in family.samples]
    other = [family._replace(samples=[s._replace(value=7.0) for s in family.samples]) for family in plain]
    eof = b"# EOF\n" if content_type == OPENMETRICS else b""
    assert Prepared(other).render(values, content_type) + eof == render(plain, content_type)


def test_values_keep_every_bit() -> None:
    values = [5e-324, 1.7976931348623157e308, 0.1 + 0.2, 123456789.123456789, 1 / 3]
    page = [Family("a", "gauge", samples=[Sample("a", {"n": str(n)}, value) for n, value in enumerate(values)])]
    (family,) = parse(render(page, TEXT))
    assert [sample.value for sample in family.samples] == values

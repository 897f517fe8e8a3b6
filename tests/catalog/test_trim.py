"""Trimming: few samples a family, whole lines, every kind of series."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporterhub.catalog import trim
from exporterhub.catalog._trim import count
from exporterhub.exposition import inventory

TEXT = "text/plain; version=0.0.4"
OPENMETRICS = "application/openmetrics-text; version=1.0.0"


def _histogram(name: str, method: str, buckets: int) -> str:
    bounds = [*(str(n / 10) for n in range(buckets - 1)), "+Inf"]
    lines = [f'{name}_bucket{{method="{method}",le="{bound}"}} 1' for bound in bounds]
    return "\n".join([*lines, f'{name}_sum{{method="{method}"}} 1', f'{name}_count{{method="{method}"}} 1', ""])


def test_a_small_page_stays_as_it_is() -> None:
    page = b'# TYPE a gauge\na{x="1"}   1 \n\n# comment\nb 2\r\nc 3'
    assert trim(page, TEXT) == (page, {})


def test_lines_stay_byte_for_byte_and_in_order() -> None:
    lines = [b"# TYPE a gauge\n", *(b'a{x="%d"}  %d.0e0 123\n' % (n, n) for n in range(30)), b"b 1\n"]
    page, totals = trim(b"".join(lines), TEXT)
    assert totals == {"a": 30}
    kept = page.splitlines(keepends=True)
    assert len(kept) == 22
    assert kept == [line for line in lines if line in kept]


def test_every_value_of_a_label_with_few_values_survives() -> None:
    cpus = [f'cpu_seconds_total{{cpu="{cpu}",mode="{mode}"}} 1\n' for cpu in range(64) for mode in "abcdefgh"]
    page, totals = trim("".join(["# TYPE cpu_seconds_total counter\n", *cpus]).encode(), TEXT)
    assert totals == {"cpu_seconds_total": 512}
    assert set(re.findall(rb'mode="(\w)"', page)) == {b"a", b"b", b"c", b"d", b"e", b"f", b"g", b"h"}
    assert page.count(b"cpu_seconds_total{") == 20


def test_a_rare_value_at_the_end_survives() -> None:
    rows = [*(f'x{{state="ok",n="{n}"}} 1\n' for n in range(500)), 'x{state="failed",n="500"} 1\n']
    page, _ = trim("".join(rows).encode(), TEXT)
    assert b'state="failed"' in page


def test_histograms_are_kept_series_by_series() -> None:
    rows = "".join(_histogram("h", method, 8) for method in ("GET", "PUT", "POST"))
    page, totals = trim(("# TYPE h histogram\n" + rows).encode(), TEXT)
    assert totals == {"h": 30}
    assert page.decode() == "# TYPE h histogram\n" + _histogram("h", "GET", 8) + _histogram("h", "PUT", 8)


def test_a_histogram_that_does_not_fit_keeps_its_ends() -> None:
    page, totals = trim(("# TYPE h histogram\n" + _histogram("h", "GET", 40)).encode(), TEXT)
    assert totals == {"h": 42}
    lines = page.decode().splitlines()
    assert len(lines) == 21
    assert 'h_bucket{method="GET",le="+Inf"} 1' in lines
    assert 'h_sum{method="GET"} 1' in lines
    assert 'h_count{method="GET"} 1' in lines


def test_a_histogram_in_text_format_does_not_own_other_families() -> None:
    page = "# TYPE h histogram\n" + _histogram("h", "GET", 3) + "h_total 1\nh_created 2\n"
    assert count(page.encode(), TEXT) == {"h": 5, "h_total": 1, "h_created": 1}


def test_openmetrics_counters_own_their_samples() -> None:
    page = "# TYPE a counter\n" + "".join(f'a_total{{x="{n}"}} 1\na_created{{x="{n}"}} 1\n' for n in range(15))
    cut, totals = trim((page + "# EOF\n").encode(), OPENMETRICS)
    assert totals == {"a": 30}
    assert cut.endswith(b"# EOF\n")
    assert b"a_created" in cut
    assert b"a_total" in cut
    assert trim(page.encode(), TEXT)[1] == {}


def test_quoted_names_are_families_too() -> None:
    page = '# TYPE "my.metric" gauge\n' + "".join(f'{{"my.metric",x="{n}"}} 1\n' for n in range(25))
    cut, totals = trim(page.encode(), TEXT)
    assert totals == {"my.metric": 25}
    assert cut.count(b'{"my.metric"') == 20


def test_families_that_come_in_pieces_are_one() -> None:
    page = "".join(f'a{{n="{n}"}} 1\nb{{n="{n}"}} 1\n' for n in range(25)).encode()
    cut, totals = trim(page, TEXT)
    assert totals == {"a": 25, "b": 25}
    assert cut.count(b"\n") == 40


def test_identical_lines_do_not_defeat_the_limit() -> None:
    assert trim(b"a 1\n" * 50, TEXT) == (b"a 1\n" * 20, {"a": 50})


_labels = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "x", 'y"}{', "z\n", "\\"]), max_size=3)


@given(st.lists(st.tuples(st.sampled_from(["m_one", "m_two"]), _labels), max_size=60), st.integers(1, 20))
def test_no_family_keeps_more_than_the_limit(samples: list[tuple[str, dict[str, str]]], limit: int) -> None:
    def pair(name: str, value: str) -> str:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'{name}="{escaped}"'

    lines = []
    for number, (name, labels) in enumerate(samples):
        pairs = ",".join(pair(label, value) for label, value in labels.items())
        lines.append(f"{name}{{{pairs}}} {number}\n")
    page = "".join(lines).encode()
    cut, totals = trim(page, TEXT, limit)
    assert all(number <= limit for number in count(cut, TEXT).values())
    assert totals == {name: number for name, number in count(page, TEXT).items() if number > limit}
    assert trim(page, TEXT, limit) == (cut, totals)
    assert [line for line in lines if line in cut.decode()] == cut.decode().splitlines(keepends=True)


@pytest.mark.parametrize("content_type", [TEXT, OPENMETRICS])
def test_a_trimmed_page_is_still_a_page(content_type: str) -> None:
    end = "# EOF\n" if content_type == OPENMETRICS else ""
    page = ("# TYPE h histogram\n" + "".join(_histogram("h", str(n), 12) for n in range(9)) + end).encode()
    cut, _ = trim(page, content_type)
    assert inventory(cut, content_type).families.keys() == {"h"}


def test_series_that_counted_something_stay_before_those_that_did_not() -> None:
    lines = [f'sent_total{{integration="i{number}"}} 0\n' for number in range(40)] + [
        'sent_total{integration="web"} 7\n'
    ]
    page, totals = trim("".join(lines).encode(), "text/plain")
    assert totals == {"sent_total": 41}
    assert b'sent_total{integration="web"} 7\n' in page

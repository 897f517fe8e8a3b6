"""Pages in both formats."""

from __future__ import annotations

import pytest

from exporterhub.errors import Finding
from exporterhub.exposition import (
    OPENMETRICS,
    TEXT,
    Exemplar,
    Family,
    Prepared,
    Sample,
    escape_name,
    merge,
    parse,
    render,
    render_chunks,
)


def one(name: str, kind: str = "gauge", **labels: str) -> Family:
    return Family(name, kind, samples=[Sample(name, labels, 1.0)])


def test_nothing() -> None:
    assert render([], TEXT) == b""
    assert render([], OPENMETRICS) == b"# EOF\n"
    assert render([Family("a", "gauge", "Help.")], TEXT) == b"# HELP a Help.\n# TYPE a gauge\n"


def test_help_escapes_quotes_in_openmetrics_only() -> None:
    family = one("a")._replace(help='A "b" \\ c\nd.')
    assert b'# HELP a A "b" \\\\ c\\nd.\n' in render([family], TEXT)
    assert b'# HELP a A \\"b\\" \\\\ c\\nd.\n' in render([family], OPENMETRICS)


def test_units_are_written_where_openmetrics_allows_them() -> None:
    family = one("a_bytes")._replace(unit="bytes")
    assert b"# UNIT a_bytes bytes\n" in render([family], OPENMETRICS)
    assert b"UNIT" not in render([family], TEXT)
    assert b"UNIT" not in render([one("a")._replace(unit="bytes")], OPENMETRICS)
    counter = Family("a_bytes", "counter", unit="bytes", samples=[Sample("a_bytes_total", {}, 1.0)])
    assert b"# TYPE a_bytes counter\n# UNIT a_bytes bytes\na_bytes_total 1\n" in render([counter], OPENMETRICS)


def test_counters_in_openmetrics() -> None:
    text = Family("a_total", "counter", samples=[Sample("a_total", {}, 1.0)])
    assert render([text], OPENMETRICS) == b"# TYPE a counter\na_total 1\n# EOF\n"
    assert render([one("a", "counter")], OPENMETRICS) == b"# TYPE a unknown\na 1\n# EOF\n"
    assert render([one("a", "untyped")], OPENMETRICS) == b"# TYPE a unknown\na 1\n# EOF\n"
    assert render([one("a", "unknown")], TEXT) == b"# TYPE a untyped\na 1\n"


def test_bounds_are_canonical_in_openmetrics() -> None:
    histogram = Family(
        "h", "histogram", samples=[Sample("h_bucket", {"le": le}, 1.0) for le in ("1", "5e5", "1e6", "+Inf")]
    )
    lines = render([histogram], OPENMETRICS).decode().splitlines()
    assert [line.split('"')[1] for line in lines[1:-1]] == ["1.0", "500000.0", "1e+06", "+Inf"]
    assert b'le="1"' in render([histogram], TEXT)


def test_exemplars_where_they_are_allowed() -> None:
    exemplar = Exemplar({"trace_id": 'a"b'}, 0.5, 12.25)
    samples = [Sample("a_total", {}, 1.0, 10.5, exemplar)]
    page = [Family("a", "counter", samples=samples)]
    assert render(page, OPENMETRICS) == b'# TYPE a counter\na_total 1 10.5 # {trace_id="a\\"b"} 0.5 12.25\n# EOF\n'
    assert render(page, TEXT) == b"# TYPE a_total counter\na_total 1 10500\n"
    long = Exemplar({"trace_id": "x" * 128}, 1.0)
    for family in (
        Family("g", "gauge", samples=[Sample("g", {}, 1.0, None, exemplar)]),
        Family("c", "counter", samples=[Sample("c_total", {}, 1.0, None, long)]),
        Family("h", "histogram", samples=[Sample("h_sum", {}, 1.0, None, exemplar)]),
    ):
        assert b"# {" not in render([family], OPENMETRICS)
        list(parse(render([family], OPENMETRICS), OPENMETRICS))


def test_a_name_that_comes_again_in_a_stream_gets_no_second_type() -> None:
    page = b"".join(render_chunks([one("a", x="1"), one("b"), one("a", x="2")], TEXT))
    assert page == b'# TYPE a gauge\na{x="1"} 1\n# TYPE b gauge\nb 1\na{x="2"} 1\n'
    assert [family.name for family in parse(page)] == ["a", "b", "a"]


def test_label_sets_of_many_kinds_in_one_family() -> None:
    labels = [{}, {"a": "1"}, {"b": "1"}, {"a": "1", "b": "2"}, {"b": "2", "a": "2"}, {"a": "%s", "b": '"%(a)s"\n\\'}]
    family = Family("f", "gauge", samples=tuple(Sample("f", pairs, 1.0) for pairs in labels))
    assert list(parse(render([family], TEXT))) == [family]


def test_whole_numbers_and_truth_values_are_numbers_too() -> None:
    family = Family("f", "gauge", samples=[Sample("f", {"n": "1"}, 3), Sample("f", {"n": "2"}, True)])
    assert render([family], TEXT) == b'# TYPE f gauge\nf{n="1"} 3\nf{n="2"} 1\n'


@pytest.mark.parametrize(
    ("name", "underscores", "dots", "values"),
    [
        ("plain_name:x", "plain_name:x", "plain_name:x", "plain_name:x"),
        ("my.dotted_name", "my_dotted_name", "my_dot_dotted__name", "U__my_2e_dotted__name"),
        ("1st", "_st", "__st", "U___31_st"),
        ("häus er", "h_us_er", "h__us__er", "U__h_e4_us_20_er"),
        ("a\ud800", "a_", "a__", "U__a_FFFD_"),
    ],
)
def test_escaping(name: str, underscores: str, dots: str, values: str) -> None:
    assert escape_name(name, "underscores") == underscores
    assert escape_name(name, "dots") == dots
    assert escape_name(name, "values") == values
    assert escape_name(name, "allow-utf-8") == name


def test_the_argument_goes_before_the_content_type() -> None:
    page = render([one("my.name")], f"{TEXT}; escaping=dots", escaping="allow-utf-8")
    assert page == b'# TYPE "my.name" gauge\n{"my.name"} 1\n'


def test_the_suffix_of_an_escaped_histogram_stays_a_suffix() -> None:
    histogram = Family(
        "my.h", "histogram", samples=[Sample("my.h_bucket", {"le": "+Inf"}, 1.0), Sample("my.h_sum", {}, 1.0)]
    )
    page = render([histogram], f"{TEXT}; escaping=values")
    (family,) = parse(page)
    assert (family.name, len(family.samples)) == ("U__my_2e_h", 2)


def test_prepared_wants_a_value_for_each_series() -> None:
    prepared = Prepared([one("a"), one("b")])
    assert prepared.render([1.5, 2e6], TEXT) == b"# TYPE a gauge\na 1.5\n# TYPE b gauge\nb 2e+06\n"
    with pytest.raises(ValueError, match="2 series, 1 values"):
        prepared.render([1.0], TEXT)
    assert Prepared([Family("a", "gauge")]).render([], TEXT) == b"# TYPE a gauge\n"


def test_two_types_of_one_name_are_reported() -> None:
    findings: list[Finding] = []
    (family,) = merge([one("a", "gauge", x="1"), one("a", "counter", x="2")], on_finding=findings.append)
    assert (family.type, len(family.samples)) == ("gauge", 2)
    assert [finding.id for finding in findings] == ["exposition/two-types"]


def test_series_are_compared_by_labels_and_not_by_their_order() -> None:
    histogram = [Sample("h_bucket", {"a": "1", "le": le}, 1.0) for le in ("1", "1.0")]
    (family,) = merge([Family("h", "histogram", samples=histogram), Family("h", "histogram", "Help.")])
    assert (len(family.samples), family.help) == (1, "Help.")

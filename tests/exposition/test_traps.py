"""What other parsers and renderers of this format were seen to get wrong. One test for each."""

from __future__ import annotations

import importlib
import math
import os
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, Info, parser

from exporterhub.errors import Finding, SyntaxProblem
from exporterhub.exposition import (
    OPENMETRICS,
    TEXT,
    Family,
    Sample,
    accepts_gzip,
    canonical_bound,
    format_float,
    from_client,
    inventory,
    lint,
    merge,
    negotiate,
    parse,
    parse_float,
    render,
)

REPOSITORY = Path(__file__).resolve().parents[2]


def test_1_counters_without_total_keep_their_names() -> None:
    page = "# TYPE pg_stat_database_xact_commit counter\npg_stat_database_xact_commit 1\n"
    (theirs,) = parser.text_string_to_metric_families(page)
    assert theirs.samples[0].name == "pg_stat_database_xact_commit_total"  # the trap
    (family,) = parse(page)
    assert (family.name, family.samples[0].name) == ("pg_stat_database_xact_commit",) * 2
    assert render([family], TEXT).decode() == page
    assert b"pg_stat_database_xact_commit 1\n" in render([family], OPENMETRICS)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        "Application/OpenMetrics-Text;version=0.0.1",
        " APPLICATION/OPENMETRICS-TEXT ",
    ],
)
def test_2_the_content_type_chooses_the_format(content_type: str) -> None:
    (family,) = parse("# TYPE a counter\na_total 1\n# EOF\n", content_type)
    assert (family.name, family.type, family.samples) == ("a", "counter", (Sample("a_total", {}, 1.0),))


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "text/html", "application/json", "nonsense"])
def test_2_everything_else_is_text(content_type: str | None) -> None:
    (family,) = parse("# a comment\na 1 1000\n", content_type)
    assert family.type == "untyped"


def test_3_timestamps_are_seconds_in_both_formats() -> None:
    (text,) = parse('a{b="c d"} 1 1395066363000\n', TEXT)
    (openmetrics,) = parse('a{b="c d"} 1 1395066363.0\n# EOF\n', OPENMETRICS)
    assert text.samples[0].timestamp == openmetrics.samples[0].timestamp == 1395066363.0
    assert render([text], TEXT).endswith(b" 1 1395066363000\n")
    assert render([text], OPENMETRICS).endswith(b" 1 1395066363\n# EOF\n")


def test_3_the_last_blank_does_not_tell_the_value() -> None:
    (family,) = parse('a{b="1 2"} 3\n')
    assert family.samples == (Sample("a", {"b": "1 2"}, 3.0),)


def test_4_quality_decides_and_zero_excludes() -> None:
    openmetrics = "application/openmetrics-text;version=1.0.0"
    assert negotiate(f"{openmetrics};q=0,text/plain;version=0.0.4;q=0.5") == TEXT
    assert negotiate(f"text/plain;version=0.0.4;q=0.3,{openmetrics};q=0.5") == OPENMETRICS
    assert negotiate(openmetrics.upper()) == OPENMETRICS
    assert not accepts_gzip("gzip;q=0")
    for nonsense in ("", "application/json", "text/plain;q=0", ",;,=", "text/plain;version=9.9.9"):
        assert negotiate(nonsense) == TEXT  # never no content type: Prometheus 3 fails the scrape then


def test_5_two_collectors_of_one_family_make_one_family() -> None:
    page = [
        Family("a_total", "counter", "Help.", samples=[Sample("a_total", {"x": "1"}, 1.0)]),
        Family("b", "gauge", samples=[Sample("b", {}, 1.0)]),
        Family(
            "a_total",
            "counter",
            "Help.",
            samples=[Sample("a_total", {"x": "1"}, 9.0), Sample("a_total", {"x": "2"}, 2.0)],
        ),
    ]
    findings: list[Finding] = []
    merged = merge(page, on_finding=findings.append)
    assert [family.name for family in merged] == ["a_total", "b"]
    assert [finding.id for finding in findings] == ["exposition/duplicate-series"]
    assert "1 sample of" in findings[0].message
    assert render(page, TEXT).decode() == (
        '# HELP a_total Help.\n# TYPE a_total counter\na_total{x="1"} 1\na_total{x="2"} 2\n# TYPE b gauge\nb 1\n'
    )


def test_6_invalid_utf8_is_refused_when_read_and_repaired_when_written() -> None:
    with pytest.raises(SyntaxProblem, match=r"line 1, column 7: byte 0xff is not valid UTF-8"):
        list(parse(b'up{a="\xff"} 1\n'))
    (family,) = parse(b'up{a="\xff"} 1\n', strict=False)
    assert family.samples[0].labels == {"a": "\ufffd"}
    surrogate = os.fsdecode(b"/mnt/\xff")
    page = render([Family("a", samples=[Sample("a", {"path": surrogate}, 1.0)])], TEXT)
    assert page.decode() == '# TYPE a untyped\na{path="/mnt/\ufffd"} 1\n'
    with pytest.raises(SyntaxProblem):
        list(parse(f'a{{path="{surrogate}"}} 1\n'))


def test_7_quoted_names_are_read_and_escaped_for_legacy_peers() -> None:
    (family,) = parse('# TYPE "my.metric" gauge\n{"my.metric","my.label"="b"} 1\n')
    assert (family.name, family.samples[0].labels) == ("my.metric", {"my.label": "b"})
    written = {
        "allow-utf-8": b'# TYPE "my.metric" gauge\n{"my.metric","my.label"="b"} 1\n',
        "underscores": b'# TYPE my_metric gauge\nmy_metric{my_label="b"} 1\n',
        "dots": b'# TYPE my_dot_metric gauge\nmy_dot_metric{my_dot_label="b"} 1\n',
        "values": b'# TYPE U__my_2e_metric gauge\nU__my_2e_metric{U__my_2e_label="b"} 1\n',
    }
    for escaping, page in written.items():
        assert render([family], f"{TEXT}; escaping={escaping}") == page
    assert render([family], TEXT) == written["underscores"]


def test_8_only_three_escapes_exist_and_quoted_text_may_hold_anything() -> None:
    with pytest.raises(SyntaxProblem, match=r"\\u is not an escape sequence"):
        list(parse(r'a{b="\u003c"} 1' + "\n"))
    (family,) = parse(r'a{b="{c=\"d\"} 1, # \\ \n"} 2' + "\n")
    assert family.samples[0].labels == {"b": '{c="d"} 1, # \\ \n'}
    assert render([family], TEXT).decode().splitlines()[1] == r'a{b="{c=\"d\"} 1, # \\ \n"} 2'


def test_9_numbers_are_spelled_as_in_go() -> None:
    spelled = {
        1e6: "1e+06",
        1234567.0: "1.234567e+06",
        999999.0: "999999",
        -2e7: "-2e+07",
        1e-5: "1e-05",
        1e21: "1e+21",
    }
    spelled |= {0.0: "0", math.inf: "+Inf", -math.inf: "-Inf", 1e100: "1e+100", 123456.789: "123456.789", 1e16: "1e+16"}
    assert {value: format_float(value) for value in spelled} == spelled
    assert format_float(math.nan) == "NaN"
    for python_only in ("1_000", "0x10", "0x1p-2", "١", " 1", "1\n", "-nan", "1e999", "", "."):
        with pytest.raises(ValueError, match=r"no number|out of range"):
            parse_float(python_only)
    assert {canonical_bound(text) for text in ("1", "1.0", "1e0", "+1")} == {"1.0"}
    assert [canonical_bound(text) for text in ("+Inf", "1e+06", "0.5", "x")] == ["+Inf", "1e+06", "0.5", "x"]


def test_10_start_times_are_no_metrics_of_their_own() -> None:
    registry = CollectorRegistry()
    Counter("jobs", "Jobs.", registry=registry).inc()
    Info("build", "Build.", registry=registry).info({"version": "1"})
    Gauge("depth", "Depth.", registry=registry).set(1)
    families = list(from_client(registry.collect()))
    text = render(families, TEXT)
    assert b"_created" not in text
    assert b"# TYPE jobs_total counter\njobs_total 1\n" in text
    assert b'# TYPE build_info gauge\nbuild_info{version="1"} 1\n' in text
    openmetrics = render(families, OPENMETRICS)
    assert b"# TYPE jobs counter\njobs_total 1\njobs_created " in openmetrics
    assert b"# TYPE build info\nbuild_info{" in openmetrics
    found = inventory(openmetrics, OPENMETRICS).families
    assert list(found) == ["jobs", "build", "depth"]
    assert found["jobs"].sample_names == ("jobs_total", "jobs_created")
    # In a text page of another renderer they are gauges; nobody is told that they lack this or that.
    page = (
        "# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total 1\n# TYPE jobs_created gauge\njobs_created 1\n"
    )
    assert list(inventory(page).families) == ["jobs_total", "jobs_created"]
    assert lint(parse(page)) == []


def test_10_gauge_histograms_and_statesets_in_text() -> None:
    queue = [Sample("q_bucket", {"le": "+Inf"}, 4.0), Sample("q_gcount", {}, 4.0), Sample("q_gsum", {}, 9.0)]
    page = [
        Family("q", "gaugehistogram", samples=queue),
        Family("mode", "stateset", samples=[Sample("mode", {"mode": "a"}, 1.0)]),
    ]
    assert render(page, TEXT).decode() == (
        '# TYPE q histogram\nq_bucket{le="+Inf"} 4\n# TYPE q_gcount gauge\nq_gcount 4\n# TYPE q_gsum gauge\nq_gsum 9\n'
        '# TYPE mode gauge\nmode{mode="a"} 1\n'
    )
    (again, _) = parse(render(page, OPENMETRICS), OPENMETRICS)
    assert again == Family("q", "gaugehistogram", samples=tuple(queue))


def test_11_the_benchmark_measures_against_the_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(REPOSITORY)
    bench = importlib.import_module("bench")
    modules = {name: importlib.import_module(f"bench.{name}") for name in ("parse", "inventory", "render")}
    assert {name: module.KEEP for name, module in modules.items()} == {"parse": 6, "inventory": 12, "render": 5}
    assert all(callable(module.run) for module in modules.values())
    # What is timed there is asserted to give the same result; that assertion still holds.
    assert modules["parse"].same(bench.made_up_page(3_000)) == 3_000

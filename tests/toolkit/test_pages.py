"""The page of collectors: both formats, choices, and what has to be left out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from exporterhub.exposition import OPENMETRICS, TEXT, Family, Sample, parse
from exporterhub.toolkit import CollectorSource, Refusal, Runner, ScrapeRequest
from exporterhub.toolkit.testing import scrape

CASES = Path(__file__).parent / "cases"


@pytest.fixture
def source(simple: Any) -> Callable[..., CollectorSource]:
    def make(*outputs: Any, **options: Any) -> CollectorSource:
        collectors = [
            simple(f"c{number}", lambda _scrape, output=output: output() if callable(output) else output)
            for number, output in enumerate(outputs)
        ]
        return CollectorSource(Runner(collectors, namespace="test", clock=lambda: 1.0), **options)

    return make


def page(source: CollectorSource, accept: str = "", **query: Any) -> str:
    return source.page(ScrapeRequest(query, accept)).body.decode()


def dropped(source: CollectorSource) -> dict[str, float]:
    families = {family.name: family for family in scrape(source)}
    return {sample.labels["reason"]: sample.value for sample in families["test_dropped_samples_total"].samples}


def test_the_page_in_text(source: Any, tools: Any, golden: Callable[[Path, str], None]) -> None:
    made = source([tools.gauge("a", 1.5, path='a"b\\c\n')], b"# HELP b B.\n# TYPE b counter\nb 2\n", lambda: 1 / 0)
    golden(CASES / "page.prom", page(made))


def test_the_page_in_openmetrics(source: Any, tools: Any, golden: Callable[[Path, str], None]) -> None:
    made = source([tools.gauge("a", 1.5)], b"# HELP b_total B.\n# TYPE b_total counter\nb_total 2\n")
    golden(CASES / "page.om", page(made, "application/openmetrics-text"))


def test_bytes_are_put_on_the_page_as_they_are(source: Any) -> None:
    assert page(source(b"any bytes 1\n")).startswith("any bytes 1\n")


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ({}, ["c0", "c1"]),
        ({"collect[]": ["c1"]}, ["c1"]),
        ({"collect[]": ["c1", "c0", "c1"]}, ["c0", "c1"]),
        ({"exclude[]": ["c1"]}, ["c0"]),
        ({"exclude[]": ["c0", "c1"]}, []),
    ],
)
def test_collectors_are_chosen(source: Any, tools: Any, query: Any, chosen: list[str]) -> None:
    made = source([tools.gauge("a", 1.0)], [tools.gauge("b", 1.0)])
    families = list(parse(made.page(ScrapeRequest(query)).body, TEXT))
    (success,) = [family for family in families if family.name == "test_scrape_collector_success"]
    assert [sample.labels["collector"] for sample in success.samples] == chosen


@pytest.mark.parametrize(
    "query", [{"collect[]": ["nothing"]}, {"exclude[]": ["nothing"]}, {"collect[]": ["c0"], "exclude[]": ["c1"]}]
)
def test_impossible_choices_are_refused(source: Any, query: Any) -> None:
    with pytest.raises(Refusal) as caught:
        source([], []).page(ScrapeRequest(query))
    assert caught.value.status == 400


def test_families_of_one_name_are_merged_and_series_kept_once(source: Any, tools: Any, caplog: Any) -> None:
    made = source([tools.gauge("a", 1.0, x="1")], [tools.gauge("a", 2.0, x="2"), tools.gauge("a", 9.0, x="1")])
    text = page(made)
    assert text.count("# TYPE a gauge\n") == 1
    assert 'a{x="1"} 1\na{x="2"} 2\n' in text
    assert dropped(made) == {"duplicate": 2.0, "invalid": 0.0}  # this scrape's and that one's
    told = [record for record in caplog.records if record.getMessage() == "samples were left out"]
    assert len(told) == 1


def test_a_series_twice_within_one_family_in_another_order_of_labels(source: Any) -> None:
    samples = (Sample("a", {"x": "1", "y": "2"}, 1.0), Sample("a", {"y": "2", "x": "1"}, 2.0))
    made = source([Family("a", "gauge", "A.", "", samples)])
    assert 'a{x="1",y="2"} 1\n# HELP' in page(made)


@pytest.mark.parametrize(
    "sample",
    [
        Sample("a", {"x": 1}, 1.0),  # type: ignore[dict-item]
        Sample("a", {"x": None}, 1.0),  # type: ignore[dict-item]
        Sample("a", {"x": b"y"}, 1.0),  # type: ignore[dict-item]
        Sample("a", {"": "y"}, 1.0),
        Sample("a", {1: "y"}, 1.0),  # type: ignore[dict-item]
        Sample("a", None, 1.0),  # type: ignore[arg-type]
        Sample("", {}, 1.0),
        Sample(None, {}, 1.0),  # type: ignore[arg-type]
        Sample("a", {}, "many"),  # type: ignore[arg-type]
        Sample("a", {}, [1]),  # type: ignore[arg-type]
        Sample("a", {}, 1.0, "now"),  # type: ignore[arg-type]
    ],
)
def test_one_bad_sample_is_left_out(source: Any, sample: Sample, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    made = source([Family("a", "gauge", "A.", "", (Sample("a", {"x": "good"}, 1.0), sample))])
    for accept in ("", "application/openmetrics-text"):
        text = page(made, accept)
        assert 'a{x="good"} 1\n' in text
        assert 'test_scrape_collector_success{collector="c0"} 1\n' in text
    assert dropped(made) == {"duplicate": 0.0, "invalid": 3.0}
    assert caplog.records


def test_odd_samples_are_written(source: Any) -> None:
    samples = (
        Sample("a", {"x": "b\udce9d"}, 1.0),  # a file name that is no UTF-8, as os.fsdecode gives it
        Sample("a", {"x": "nan"}, float("nan")),
        Sample("a", {"x": "int"}, True),
        Sample("a", {"x.y": "dots"}, 1.0),
        Sample("a", {"x": "exemplar"}, 1.0, None, SimpleNamespace(labels=5, value=1, timestamp=None)),  # type: ignore[arg-type]
    )
    text = page(source([Family("a", "strange", None, None, samples)]))  # type: ignore[arg-type]
    assert 'a{x="b\ufffdd"} 1\n' in text
    assert 'a{x="nan"} NaN\na{x="int"} 1\na{x_y="dots"} 1\na{x="exemplar"} 1\n' in text
    assert "# TYPE a untyped\n" in text


def test_what_no_collector_should_give(source: Any) -> None:
    made = source(5, [5, SimpleNamespace(samples=(), name="")])
    text = page(made)
    assert 'test_scrape_collector_success{collector="c0"} 0\n' in text
    assert 'test_scrape_collector_success{collector="c1"} 1\n' in text
    assert dropped(made) == {"duplicate": 0.0, "invalid": 2.0}


def test_created_is_off_in_text_and_on_in_openmetrics(source: Any) -> None:
    family = Family("a", "counter", "A.", "", (Sample("a_total", {}, 1.0), Sample("a_created", {}, 1e9)))
    made = source([family])
    assert "_created" not in page(made)
    assert "a_created 1e+09\n" in page(made, "application/openmetrics-text")


def test_the_counts_can_be_left_away(source: Any) -> None:
    assert "dropped" not in page(source([], count_dropped=False))


def test_no_two_pages_share_state(source: Any, tools: Any) -> None:
    """What is gone from a collector is gone from the page."""
    there = [tools.gauge("a", 1.0, disk="sda"), tools.gauge("b", 1.0)]
    made = source(lambda: list(there))
    assert "sda" in page(made)
    del there[0]
    assert "sda" not in page(made)


@pytest.mark.parametrize("content_type", [TEXT, OPENMETRICS])
def test_pages_are_valid(source: Any, tools: Any, content_type: str) -> None:
    made = source([tools.gauge("a", 1.0)], b"# TYPE b gauge\nb 1\n")
    assert scrape(made, content_type)

"""Every recording of the catalog, read by the official library's parser and by this one: the same samples.

These tests fail when the catalog has no recordings: without them they would prove nothing.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

from exporterhub.catalog import read_recording
from exporterhub.errors import Finding
from exporterhub.exposition import Sample, inventory, inventory_of, is_openmetrics, lint, parse, render

from .conftest import as_exposed, series

Page = tuple[str, str, str]


@pytest.fixture(scope="module")
def pages(recordings: list[Path]) -> list[Page]:
    """Name, content type and page of each recording."""
    found = []
    for path in recordings:
        recording, findings = read_recording(path)
        assert recording, findings
        found.append((f"{path.parent.parent.name}/{path.name}", recording.content_type, recording.page().decode()))
    return found


def test_both_parsers_read_the_same_samples(pages: list[Page]) -> None:
    for name, content_type, page in pages:
        families = list(parse(page, content_type))
        names = {sample.name for family in families for sample in family.samples}
        ours = [
            series(as_exposed(sample.name, names), sample.labels, sample.value, sample.timestamp)
            for family in families
            for sample in family.samples
        ]
        peer = read_openmetrics if is_openmetrics(content_type) else read_text
        theirs = [
            series(as_exposed(sample.name, names), sample.labels, sample.value, sample.timestamp)
            for metric in peer(page)
            for sample in metric.samples
        ]
        assert sorted(ours, key=repr) == sorted(theirs, key=repr), name
        assert ours, name


def test_inventories_are_those_of_the_parsed_pages(pages: list[Page]) -> None:
    for name, content_type, page in pages:
        counted = inventory(page, content_type)
        parsed = inventory_of(parse(page, content_type))
        assert counted == parsed, name
        assert list(counted.families) == list(parsed.families), name
        lint(counted)


def test_real_pages_have_nothing_that_prometheus_refuses(pages: list[Page]) -> None:
    for name, content_type, page in pages:
        findings: list[Finding] = []
        list(parse(page, content_type, strict=False, on_finding=findings.append))
        assert [finding for finding in findings if finding.severity == "error"] == [], name


def test_rendering_a_real_page_gives_it_again(pages: list[Page]) -> None:
    for name, content_type, page in pages:
        families = list(parse(page, content_type))
        again = render(families, content_type, escaping="allow-utf-8")
        assert inventory(again, content_type) == inventory(page, content_type), name
        read = [series(s.name, s.labels, s.value, s.timestamp) for f in parse(again, content_type) for s in f.samples]
        grouped: dict[str, list[Sample]] = {}  # VictoriaMetrics writes families in several places; the format does not
        for family in families:
            grouped.setdefault(family.name, []).extend(family.samples)
        written = [sample for samples in grouped.values() for sample in samples]
        assert read == [series(s.name, s.labels, s.value, s.timestamp) for s in written], name

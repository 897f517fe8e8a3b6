"""Content types and negotiation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporterhub.exposition import (
    OPENMETRICS,
    TEXT,
    accepts_gzip,
    escaping_of,
    guess_content_type,
    is_openmetrics,
    negotiate,
)

PROMETHEUS_3 = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)
PROMETHEUS_2 = (
    "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)
OLD = "application/openmetrics-text; version=0.0.1; charset=utf-8"
NEW_TEXT = "text/plain; version=1.0.0; charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", TEXT),
        ("*/*", TEXT),
        ("text/*", TEXT),
        ("text/plain", TEXT),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", TEXT),
        (PROMETHEUS_2, OPENMETRICS),
        (PROMETHEUS_3, f"{OPENMETRICS}; escaping=allow-utf-8"),
        ("application/openmetrics-text", OPENMETRICS),
        ("application/openmetrics-text;version=0.0.1", OLD),
        ("application/openmetrics-text;version=2.0.0", TEXT),
        ("application/openmetrics-text;version=2.0.0,application/openmetrics-text;version=1.0.0;q=0.1", OPENMETRICS),
        ("text/plain;version=1.0.0", NEW_TEXT),
        ("text/plain;version=1.0.0;escaping=dots", f"{NEW_TEXT}; escaping=dots"),
        ("text/plain;version=0.0.4;escaping=values", f"{TEXT}; escaping=values"),
        ("text/plain;version=0.0.4;escaping=nonsense", TEXT),
        ('text/plain;version="0.0.4"', TEXT),
        ("text/plain ; version = 0.0.4 ; q = 1 , application/openmetrics-text ; q = 0.9", TEXT),
        ("application/openmetrics-text,text/plain", OPENMETRICS),
        ("text/plain,application/openmetrics-text", TEXT),
        ("*/*;q=0.1,application/openmetrics-text;q=0.2", OPENMETRICS),
        ("*/*,text/plain;q=0", OPENMETRICS),
        ("application/*,text/plain;q=0.5", OPENMETRICS),
        ("application/openmetrics-text;q=nonsense,text/plain;q=0.1", TEXT),
        ("application/openmetrics-text;q=2", TEXT),
        ("*/*;q=0", TEXT),
        ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited", TEXT),
    ],
)
def test_negotiate(accept: str, content_type: str) -> None:
    assert negotiate(accept) == content_type


@given(st.text(alphabet=st.sampled_from('text/plainopmercs-*;,=q01. \t"versiong\x00é'), max_size=60))
def test_negotiate_always_gives_a_type_that_prometheus_takes(accept: str) -> None:
    media, *parameters = negotiate(accept).split("; ")
    assert media in ("text/plain", "application/openmetrics-text")
    assert "charset=utf-8" in parameters


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("deflate, gzip;q=0.5, br", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*", True),
        ("*;q=0", False),
        ("*;q=0, gzip;q=0.1", True),
        ("gzip;q=0, *", False),
        ("identity", False),
        ("gzipped", False),
    ],
)
def test_accepts_gzip(header: str, wanted: bool) -> None:
    assert accepts_gzip(header) is wanted


def test_the_type_of_a_page_that_came_without_one() -> None:
    assert guess_content_type("a 1\n# EOF\n") == guess_content_type(b"# EOF") == OPENMETRICS
    for page in ("a 1\n", "", "a 1\n# EOF\na 2\n", b"\xff\xff"):
        assert guess_content_type(page) == TEXT


def test_parts_of_a_content_type() -> None:
    assert is_openmetrics(OLD)
    assert not is_openmetrics("application/openmetrics-textual")
    assert escaping_of(f"{TEXT};escaping=Allow-UTF-8") == "allow-utf-8"
    assert escaping_of(f"{TEXT};escaping=other") is escaping_of(TEXT) is escaping_of(None) is None

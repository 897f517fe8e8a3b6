"""Findings as text, JSON and GitHub annotations."""

from __future__ import annotations

import json

from exporterhub.errors import Finding
from exporterhub.rules import as_github, as_json, as_text

FINDINGS = [
    Finding("metric/exists", "error", "there is no metric x", "Did you mean y?", file="a,b.yaml", line=3, column=15),
    Finding("label/value", "warning", "100% odd\nand more", file="c.yaml"),
    Finding("label/exists", "info", "taken for granted"),
]


def test_text_has_the_place_first_and_the_remedy_below() -> None:
    assert as_text(FINDINGS[:2]) == (
        "a,b.yaml:3:15: error: there is no metric x [metric/exists]\n    Did you mean y?\n"
        "c.yaml: warning: 100% odd\nand more [label/value]\n"
    )
    assert as_text([]) == ""


def test_json_is_an_object_with_findings() -> None:
    data = json.loads(as_json(FINDINGS))
    assert list(data) == ["findings"]
    assert data["findings"][0] == {
        "id": "metric/exists",
        "severity": "error",
        "file": "a,b.yaml",
        "line": 3,
        "column": 15,
        "message": "there is no metric x",
        "remedy": "Did you mean y?",
    }


def test_github_annotations_are_one_line_each_and_escaped() -> None:
    assert as_github(FINDINGS).splitlines() == [
        "::error file=a%2Cb.yaml,line=3,col=15,title=metric/exists::there is no metric x%0ADid you mean y?",
        "::warning file=c.yaml,title=label/value::100%25 odd%0Aand more",
        "::notice title=label/exists::taken for granted",
    ]

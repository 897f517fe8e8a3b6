"""Case files: what is read from a page, what is said about it, and where it is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exporterhub.errors import Finding, SyntaxProblem
from exporterhub.exposition import Family, inventory, inventory_of, parse

from .conftest import CASES, content_type_of, show

Golden = Callable[[Path, str], None]
GOOD = sorted(CASES.glob("good-*.prom"))
BAD = sorted(CASES.glob("bad-*.prom"))


def said(findings: list[Finding]) -> list[str]:
    return (
        ["", "findings:", *(f"  {line}" for finding in findings for line in str(finding).splitlines())]
        if findings
        else []
    )


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.stem)
def test_good(case: Path, golden: Golden) -> None:
    findings: list[Finding] = []
    families = parse(case.read_bytes(), content_type_of(case), on_finding=findings.append)
    golden(case.with_suffix(".expected"), "\n".join([*show(families), *said(findings), ""]))
    assert {finding.severity for finding in findings} <= {"warning"}


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_bad(case: Path, golden: Golden) -> None:
    page, content_type = case.read_bytes(), content_type_of(case)
    with pytest.raises(SyntaxProblem) as refused:
        list(parse(page, content_type))
    findings: list[Finding] = []
    families = list(parse(page, content_type, strict=False, on_finding=findings.append))
    lines = [
        "strict:",
        f"  {refused.value}",
        *said(findings),
        "",
        "lenient:",
        *(f"  {line}" for line in show(families)),
    ]
    golden(case.with_suffix(".expected"), "\n".join([*lines, ""]))
    errors = [finding for finding in findings if finding.severity == "error"]
    assert (errors[0].line, errors[0].column) == (refused.value.line, refused.value.column)


@pytest.mark.parametrize("case", [*GOOD, *BAD], ids=lambda case: case.stem)
def test_inventory_counts_what_parse_gives(case: Path) -> None:
    page, content_type = case.read_bytes(), content_type_of(case)
    families: list[Family] = list(parse(page, content_type, strict=False))
    counted = inventory(page, content_type, strict=False)
    assert counted == inventory_of(families)
    assert list(counted.families) == list(inventory_of(families).families)


def test_there_are_cases_of_both_kinds() -> None:
    assert len(GOOD) > 15
    assert len(BAD) > 20

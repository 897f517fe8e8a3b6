"""What a person sees when a file of an entry is wrong: all of it, with places and remedies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exporterhub.catalog._validate import validate
from exporterhub.catalog._yaml import read_yaml
from exporterhub.catalog.models import Evidence, Exporter, Lab, Model

CASES = Path(__file__).parent / "cases" / "entry"
MODELS: dict[str, type[Model]] = {"lab": Lab, "evidence": Evidence}


@pytest.mark.parametrize("case", sorted(CASES.glob("bad-*.yaml")), ids=lambda case: case.stem)
def test_findings(case: Path, golden: Callable[[Path, str], None]) -> None:
    document = read_yaml(case.read_text(encoding="utf-8"), case.name)
    findings = list(document.findings)
    if not findings or findings[0].id != "entry/yaml":
        model, problems = validate(MODELS.get(case.stem.removeprefix("bad-"), Exporter), document)
        assert model is None
        findings += problems
    golden(case.with_suffix(".expected"), "".join(f"{finding}\n" for finding in findings))


def test_a_good_file_becomes_the_model(facts: str) -> None:
    exporter, findings = validate(Exporter, read_yaml(facts, "exporter.yaml"))
    assert findings == []
    assert exporter is not None
    assert exporter.port == 9121
    assert exporter.fingerprint.prefixes == ("redis_",)

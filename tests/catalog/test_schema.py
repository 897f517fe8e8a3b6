"""The JSON Schema in docs/ is the one the models make."""

from __future__ import annotations

import json
from pathlib import Path

from exporterhub.catalog import schema_files, write_schemas

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"


def test_the_files_in_docs_are_fresh() -> None:
    for name, text in schema_files().items():
        stale = "`make docs` writes it anew"
        assert (SCHEMAS / name).read_text(encoding="utf-8") == text, f"{name} is stale: {stale}"


def test_they_say_what_an_editor_needs() -> None:
    schema = json.loads(schema_files()["exporter.json"])
    assert "Databases" in schema["properties"]["category"]["enum"]
    assert schema["additionalProperties"] is False
    assert {"name", "technology", "summary", "repository"} <= set(schema["required"])


def test_writing(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "a" / "b")
    assert [path.name for path in written] == ["exporter.json", "lab.json", "evidence.json"]
    assert {path.name: path.read_text(encoding="utf-8") for path in written} == schema_files()

"""JSON Schema of the files of an entry, for editors. Made from the models; a test says when the files are stale."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from exporterhub.catalog.models import Evidence, Exporter, Lab

__all__ = ["schema_files", "write_schemas"]

_FILES: dict[str, type[BaseModel]] = {"exporter": Exporter, "lab": Lab, "evidence": Evidence}


def schema_files() -> dict[str, str]:
    """Name and text of each schema: ``exporter.json``, ``lab.json``, ``evidence.json``."""
    files = {}
    for name, model in _FILES.items():
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
        files[f"{name}.json"] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return files


def write_schemas(folder: Path) -> list[Path]:
    """Write the schemas into ``folder`` (``docs/schema``) and return what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schema_files().items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written

"""The door: what it offers, and that a search does not pay for what it does not use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from exporterhub import catalog

HEAVY = {
    "argparse",
    "asyncio",
    "concurrent.futures",
    "dataclasses",
    "difflib",
    "exporterhub.errors",
    "hashlib",
    "inspect",
    "pathlib",
    "pydantic",
    "rapidfuzz",
    "re",
    "tempfile",
    "typing",
    "urllib",
    "yaml",
}
ALLOWED = {
    "exporterhub",
    "exporterhub.catalog",
    "exporterhub.catalog._folders",
    "exporterhub.catalog.index",
    "exporterhub.catalog.index.hit",
    "exporterhub.catalog.index.match",
    "exporterhub.catalog.index.open",
    "exporterhub.catalog.index.schema",
    "exporterhub.catalog.index.search",
    "exporterhub.catalog.index.words",
}
SEARCH = """
import sys
before = set(sys.modules)
from exporterhub.catalog import open_index
hits = open_index().search(sys.argv[1])
loaded = set(sys.modules) - before
import json
print(json.dumps({"first": hits[0].slug, "loaded": sorted(loaded)}))
"""


def _search(text: str, cache: Path) -> tuple[str, set[str]]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{SEARCH}", text]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    answer = json.loads(done.stdout)
    return answer["first"], set(answer["loaded"])


def test_a_search_imports_sqlite_and_little_else(tmp_path: Path) -> None:
    _search("redis", tmp_path)
    first, loaded = _search("redis", tmp_path)
    assert first == "redis"
    assert loaded & HEAVY == set()
    assert {name for name in loaded if name.startswith("exporterhub")} == ALLOWED
    assert "sqlite3" in loaded


def test_a_slip_of_one_letter_needs_no_more(tmp_path: Path) -> None:
    _search("redis", tmp_path)
    first, loaded = _search("postgers", tmp_path)
    assert first == "postgres"
    assert loaded & HEAVY == set()


def test_what_it_offers(golden: object) -> None:
    assert callable(golden)
    golden(Path(__file__).parent / "cases" / "door.expected", "".join(f"{name}\n" for name in catalog.__all__))
    for name in catalog.__all__:
        assert getattr(catalog, name) is getattr(catalog, name)
    assert sorted(catalog._HOME) == catalog.__all__


def test_what_it_does_not_offer() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        catalog.nothing  # noqa: B018

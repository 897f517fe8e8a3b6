"""What people type finds what they mean: the first result for each query of ``queries.yaml``."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from exporterhub.catalog import Index, open_index

QUERIES = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8"))
CASES = [(str(query), slug) for queries in QUERIES.values() for query, slug in queries.items()]


@pytest.fixture(scope="module")
def index(catalog_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Index:
    return open_index([catalog_folder], cache=str(tmp_path_factory.mktemp("cache")))


def test_there_are_enough() -> None:
    assert len(CASES) >= 60
    assert len({query for query, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("query", "slug"), CASES, ids=[query for query, _ in CASES])
def test_the_first_result(index: Index, query: str, slug: str) -> None:
    found = index.search(query)
    assert found, "nothing was found"
    assert found[0].slug == slug, [(hit.slug, round(hit.score, 1), hit.why) for hit in found[:5]]

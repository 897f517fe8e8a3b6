"""Entries for what the small catalog has no example of, and the catalogs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from exporterhub.catalog import Catalog, Recording, load
from exporterhub.catalog.models import Exporter

ENTRIES = Path(__file__).resolve().parent / "entries"


@dataclass(frozen=True)
class Facts:
    """An entry that is nothing but its facts."""

    slug: str
    exporter: Exporter
    recordings: tuple[Recording, ...] = ()


@pytest.fixture(scope="session")
def facts() -> Callable[[str], Facts]:
    """Reads the entry ``entries/<name>.yaml``."""

    def read(name: str) -> Facts:
        return Facts(name, Exporter.model_validate(yaml.safe_load((ENTRIES / f"{name}.yaml").read_text())))

    return read


@pytest.fixture(scope="session")
def small(small_catalog: Path) -> Catalog:
    """The small catalog of the hub's tests."""
    return load([small_catalog])


@pytest.fixture(scope="session")
def real(catalog_folder: Path) -> Catalog:
    """The catalog of this repository."""
    return load([catalog_folder])

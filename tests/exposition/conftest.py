"""What the tests of the exposition share: pages as text, and the slow path alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import SupportsFloat

import pytest
from hypothesis import HealthCheck, settings

from exporterhub.errors import Finding
from exporterhub.exposition import OPENMETRICS, TEXT, Family, Limits, Sample, format_float, is_openmetrics
from exporterhub.exposition.families import FamilyAssembler
from exporterhub.exposition.parse import read
from exporterhub.exposition.report import Report

CASES = Path(__file__).parent / "cases"


def content_type_of(case: Path) -> str:
    """Case files say in their name which format they are in."""
    return OPENMETRICS if case.name.split("-")[1] == "openmetrics" else TEXT


def show(families: Iterator[Family]) -> list[str]:
    """Families as a person reads them."""
    lines = []
    for family in families:
        unit = f" in {family.unit}" if family.unit else ""
        lines.append(f"family {family.name!r}: {family.type}{unit}, help {family.help!r}")
        lines += [f"  {show_sample(sample)}" for sample in family.samples]
    return lines


def show_sample(sample: Sample) -> str:
    """A sample, spelled so that no two different ones look alike."""
    text = f"{sample.name!r} {dict(sample.labels)!r} {format_float(sample.value)}"
    if sample.timestamp is not None:
        text += f" at {sample.timestamp!r} s"
    if sample.exemplar:
        labels, value, timestamp = sample.exemplar
        text += f" exemplar {dict(labels)!r} {format_float(value)} at {timestamp!r}"
    return text


def as_exposed(name: str, names: set[str]) -> str:
    """The official library's parser adds ``_total`` to samples of counters that are exposed without it.

    Where a page has both names (Varnish's fetches), it does not tell them apart: both count as the one without.
    """
    bare = name.removesuffix("_total")
    return bare if bare in names else name


def series(
    name: str, labels: Mapping[str, str], value: float, timestamp: SupportsFloat | None
) -> tuple[str, frozenset[tuple[str, str]], str, float | None]:
    """A sample, in a form in which NaN equals NaN and whole numbers equal floats."""
    at = None if timestamp is None else float(timestamp)
    return name, frozenset(labels.items()), format_float(float(value)), at


class LineByLine(FamilyAssembler):
    """The slow path alone: the measure for the quick ones."""

    def feed(self, piece: str) -> None:
        for line in piece[:-1].split("\n"):
            if self._ended:
                self._after_end()
                return
            self._report.read += 1
            self._read_line(line, self._report.read)


def read_line_by_line(page: bytes | str, content_type: str, *, strict: bool) -> tuple[list[Family], list[Finding]]:
    """Families and findings of a page, no line of it read together with another."""
    findings: list[Finding] = []
    limits = Limits()
    report = Report(strict=strict, on_finding=findings.append, most=limits.findings)
    assembler = LineByLine(report, limits, openmetrics=is_openmetrics(content_type))
    families = [family for some in read(page, assembler, report, limits) for family in some]
    return families, findings


@pytest.fixture(scope="session")
def recordings(catalog_folder: Path) -> list[Path]:
    """Every recording of the catalog. There have to be some: without them the tests that use them prove nothing."""
    found = sorted(catalog_folder.glob("*/recordings/*.prom"))
    assert found, f"no recordings under {catalog_folder}"
    return found


# No deadline: how long an example takes says nothing here. Few examples each, for there are many properties.
settings.register_profile("exposition", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("exposition")

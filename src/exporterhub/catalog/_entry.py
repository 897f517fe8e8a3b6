"""An entry and the catalog: what the files of ``catalog/<slug>/`` say, read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from exporterhub.catalog._near import did_you_mean
from exporterhub.catalog._recording import Recording
from exporterhub.catalog._rule import Rule
from exporterhub.catalog._yaml import Place
from exporterhub.catalog.models import Evidence, Exporter, Fault, Lab, Tier
from exporterhub.errors import BadInput, Finding

__all__ = ["Catalog", "Entry", "Panel"]


class Panel(NamedTuple):
    """A panel of ``dashboard.yaml``: title, SHA-256 over all it says, the flag it needs (or nothing)."""

    title: str
    hash: str
    needs: str
    file: str
    line: int


@dataclass(frozen=True)
class Entry:
    """One exporter of the catalog.

    ``folder`` is where its ``exporter.yaml`` lies; ``files`` maps each file of the entry (``rules.yaml``,
    ``recordings/1.69.0_trixie.prom``) to its path, which is in another folder when a later catalog overrides
    it.
    """

    slug: str
    folder: Path
    exporter: Exporter
    guide: str = ""
    rules: tuple[Rule, ...] = ()
    recordings: tuple[Recording, ...] = ()
    lab: Lab | None = None
    evidence: Evidence = field(default_factory=Evidence)
    panels: tuple[Panel, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict, repr=False)
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)

    @cached_property
    def tier(self) -> Tier:
        """The highest tier the entry has reached: computed from its files, never declared."""
        return self._standing[0]

    @cached_property
    def missing_for_next_tier(self) -> tuple[str, ...]:
        """What the entry lacks for the next tier, in words; empty for a proven entry."""
        return self._standing[1]

    @cached_property
    def _standing(self) -> tuple[Tier, tuple[str, ...]]:
        from exporterhub.catalog._tiers import standing

        return standing(self)

    @cached_property
    def unit_tests(self) -> str:
        """SHA-256 of the rules' unit tests (``rules.test.yaml``), empty where there are none."""
        path = self.files.get("rules.test.yaml")
        return hashlib.sha256(path.read_bytes()).hexdigest() if path else ""

    @property
    def faults(self) -> Mapping[str, Fault]:
        """The faults that its lab can make, by name."""
        proving = self.lab.prove if self.lab else None
        return {fault.name: fault for fault in proving.faults} if proving else {}

    @property
    def alerts(self) -> tuple[Rule, ...]:
        """The alerting rules."""
        return tuple(rule for rule in self.rules if rule.kind == "alert")

    def recording(self, name: str) -> Recording | None:
        """The recording called ``name``, or None."""
        return next((recording for recording in self.recordings if recording.name == name), None)


@dataclass(frozen=True)
class Catalog:
    """All entries by slug, sorted, what was wrong with their files, and the folders they came from."""

    entries: Mapping[str, Entry]
    findings: list[Finding] = field(default_factory=list)
    folders: tuple[Path, ...] = ()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def entry(self, slug: str) -> Entry:
        """The entry ``slug``. Raises BadInput, naming the nearest slug, when there is none."""
        found = self.entries.get(slug)
        if found is None:
            remedy = did_you_mean(slug, self.entries) or "`exporterhub search` finds entries by word"
            raise BadInput(f"the catalog has no entry {slug!r}", remedy=remedy)
        return found

"""Which exporter a page comes from, and which version, told by the entries' fingerprints."""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from exporterhub.catalog._runtime import is_runtime
from exporterhub.messages import listed, say

if TYPE_CHECKING:
    from exporterhub.catalog._entry import Catalog, Entry
    from exporterhub.exposition import Family, Inventory

__all__ = ["Candidate", "identify"]

_BUILD_INFO = 100.0
_FAMILIES = 40.0
_UP = 30.0
_PREFIX = 30.0
_LEAST = 15.0
_LIBRARY = 10.0


@dataclass(frozen=True)
class Candidate:
    """An exporter that a page may come from.

    ``version`` is what the page says of it, as the project itself calls it (``1.69.0-1+b2`` of a Debian package is
    ``1.69.0``, ``v1.8.2`` is ``1.8.2``), None where it says nothing (or where an inventory was asked about, which
    holds no label values). ``score`` is comparable within one page; ``reasons`` say what it rests on.
    """

    slug: str
    version: str | None
    score: float
    reasons: tuple[str, ...]


def identify(page: Inventory | Iterable[Family], catalog: Catalog | Iterable[Entry]) -> list[Candidate]:
    """Entries that the page's families fit, best first; empty when none does.

    Families of client libraries (``go_``, ``process_``, ``promhttp_``, ``python_``) do not count, except that where no
    exporter fits, the libraries that they give away are told, with a score below any exporter's: the page is that of
    an application that uses one.
    """
    read = _Page(page)
    libraries: list[Entry] = []
    exporters: list[Entry] = []
    for entry in catalog:
        (libraries if entry.exporter.kind == "library" else exporters).append(entry)
    found = _fitting(exporters, read, _LEAST) or _fitting(libraries, read, 0.0, most=_LIBRARY)
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.slug))


def _fitting(entries: Iterable[Entry], page: _Page, least: float, most: float = math.inf) -> list[Candidate]:
    found = (_candidate(entry, page) for entry in entries)
    return [replace(one, score=min(one.score, most)) for one in found if one.score > 0 and one.score >= least]


@dataclass
class _Page:
    """Names of the families and samples, sorted, and the labels of the first sample of each info metric."""

    names: list[str]
    own: list[str]
    labels: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def __init__(self, page: Inventory | Iterable[Family]) -> None:
        names: set[str] = set()
        self.labels = {}
        families = getattr(page, "families", None)
        if families is None:
            for family in page:
                self._family(family, names)  # type: ignore[arg-type]
        else:
            for info in families.values():
                names.update((info.name, *info.sample_names))
        self.names = sorted(names)
        self.own = [name for name in self.names if not is_runtime(name)]

    def _family(self, family: Family, names: set[str]) -> None:
        names.add(family.name)
        names.update(sample.name for sample in family.samples[:4])
        for sample in family.samples[:1]:
            if "version" in sample.name or "info" in sample.name:
                self.labels[sample.name] = sample.labels

    def has(self, name: str) -> bool:
        position = bisect.bisect_left(self.names, name)
        return position < len(self.names) and self.names[position] == name

    def share(self, prefixes: Sequence[str]) -> float:
        """The part of the page's own names that begin with one of the prefixes."""
        found = 0
        for prefix in prefixes:
            first = bisect.bisect_left(self.own, prefix)
            found += bisect.bisect_left(self.own, prefix + "\U0010ffff") - first
        return min(found / len(self.own), 1.0) if self.own else 0.0


def _candidate(entry: Entry, page: _Page) -> Candidate:
    mark = entry.exporter.fingerprint
    score = 0.0
    reasons: list[str] = []
    version: str | None = None
    told = [name for name in (mark.build_info, *mark.build_info_old) if name and page.has(name)]
    if told:
        score += _BUILD_INFO
        version = _version(page.labels.get(told[0], {}), mark.version_label)
        reasons.append(say("the page has %(families)s", families=told[0]))
    if mark.up and page.has(mark.up):
        score += _UP
        reasons.append(say("the page has %(families)s", families=mark.up))
    families = [name for name in mark.families if page.has(name)]
    if families:
        score += _FAMILIES * len(families) / len(mark.families)
        reasons.append(say("the page has %(families)s", families=", ".join(families)))
    share = page.share(mark.prefixes)
    if share:
        score += _PREFIX * share
        reasons.append(
            say(
                "%(share)s%% of the names that are not the runtime's begin with %(prefixes)s",
                share=round(100 * share),
                prefixes=listed(*mark.prefixes, style="or"),
            )
        )
    return Candidate(entry.slug, version, round(score, 1), tuple(reasons))


def _version(labels: Mapping[str, str], label: str) -> str | None:
    """The version that an info metric tells; some Debian builds leave it empty and have it in ``revision``."""
    told = labels.get(label, "") or labels.get("revision", "")
    return _upstream(told) if re.match(r"v?\d+\.\d", told) else None


def _upstream(version: str) -> str:
    """Without a leading v, and without what a distribution adds: its revision (``-1+b4``) and repack mark (``+ds``)."""
    without_revision = re.sub(r"-\d[0-9A-Za-z.+~]*$", "", version)
    return re.split(r"\+|[~.](?:ds|dfsg|repack|really|git)", without_revision)[0].removeprefix("v")

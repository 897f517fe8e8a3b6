"""Families counted, not kept: what an inventory is made of."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from .assemble import Assembler
from .batch import Batch
from .model import Family, Limits, Sample
from .numbers import read_numbers
from .quick import Alike, Lines
from .registry import Header
from .report import Report
from .sections import Section

__all__ = ["FamilyInfo", "Tallier", "add_up", "info_of"]


class FamilyInfo(NamedTuple):
    """One family without its values. ``labels`` is sorted; ``series`` counts the sample lines; names are as exposed."""

    name: str
    type: str
    unit: str
    help: str
    labels: tuple[str, ...]
    series: int
    sample_names: tuple[str, ...]


def info_of(family: Family) -> FamilyInfo:
    """A family without its values."""
    labels = {name for sample in family.samples for name in sample.labels}
    names = dict.fromkeys(sample.name for sample in family.samples)
    return FamilyInfo(
        family.name,
        family.type,
        family.unit,
        family.help,
        tuple(sorted(labels)),
        len(family.samples),
        tuple(names),
    )


def add_up(some: Iterable[list[FamilyInfo]]) -> dict[str, FamilyInfo]:
    """Infos by name, in the order in which the names come first; those of the same name are added up."""
    found: dict[str, FamilyInfo] = {}
    for infos in some:
        new = dict(zip(map(itemgetter(0), infos), infos, strict=True))
        if len(new) == len(infos) and found.keys().isdisjoint(new):
            found.update(new)
            continue
        for info in infos:
            before = found.get(info.name)
            found[info.name] = _sum(before, info) if before else info
    return found


def _sum(a: FamilyInfo, b: FamilyInfo) -> FamilyInfo:
    return b._replace(
        labels=tuple(sorted({*a.labels, *b.labels})),
        series=a.series + b.series,
        sample_names=tuple(dict.fromkeys((*a.sample_names, *b.sample_names))),
    )


class _Counts(Batch):
    """Families by the shapes of their lines."""

    def __init__(self) -> None:
        super().__init__()
        self.singles: list[tuple[str, ...]] = []
        self.shapes: list[tuple[int, str, tuple[str, ...]]] = []  # last line, sample name, label names

    def add_single(self, labels: tuple[str, ...], parts: list[str]) -> None:  # noqa: ARG002
        self.singles.append(labels)

    def add_alike(self, alike: Alike) -> None:
        name, labels, _, _, texts = alike
        self.texts += texts
        self.shapes.append((len(self.texts), name, labels))

    def add_lines(self, lines: Lines) -> None:
        self.texts += lines.texts
        for name, labels in dict.fromkeys((shape.name, shape.labels) for shape in lines.shapes):
            self.shapes.append((len(self.texts), name, labels))

    def add_turns(self, turns: list[Alike]) -> None:
        for alike in turns:
            self.add_alike(alike)

    def cut(self, length: int) -> None:
        del self.texts[length:]
        while self.shapes and self.shapes[-1][0] > length:
            self.shapes.pop()


class Tallier(Assembler[FamilyInfo, _Counts]):
    """Gives what there is to know of each family without its values; the values are read, and forgotten."""

    def __init__(self, report: Report, limits: Limits, *, openmetrics: bool) -> None:
        super().__init__(report, limits, openmetrics=openmetrics)
        self._registry.whole_fields = (1, 3)
        self._held: FamilyInfo | None = None  # what was counted of the current family

    def _new_batch(self) -> _Counts:
        return _Counts()

    def _read(self, sections: list[Section], singles: list[Section], batch: _Counts) -> list[FamilyInfo] | None:
        values = [section[4] for section in singles]
        if read_numbers([*batch.texts, *values], openmetrics=self._openmetrics) is None:
            return None
        bodies = iter(_bodies(batch))
        labels = iter([tuple(sorted(names)) for names in batch.singles])
        new = tuple.__new__
        return [
            new(FamilyInfo, (name, kind, "", text, next(labels) if single else (), 1, (name,)))
            if value
            else new(FamilyInfo, (name, kind, "", text, *next(bodies)))
            for name, text, kind, single, value, _, _ in sections
        ]

    def _describe_all(self, sections: list[Section], results: list[FamilyInfo]) -> dict[str, FamilyInfo]:  # noqa: ARG002
        return dict(zip(map(itemgetter(0), results), results, strict=True))

    def _take_alike(self, alike: Alike) -> bool:
        name, labels, _, _, texts = alike
        if read_numbers(texts, openmetrics=self._openmetrics) is None:
            return False
        self._hold()
        info = FamilyInfo(self._name, "", "", "", tuple(sorted(labels)), len(texts), (name,))
        self._held = _sum(self._held, info) if self._held else info
        self._header.sampled = True
        return True

    def _result(self, name: str, header: Header, samples: list[Sample]) -> FamilyInfo:
        return info_of(Family(name, header.type or self._untyped, header.help or "", header.unit or "", samples))

    def _reopen(self, name: str, header: Header) -> None:
        if self._ready and self._ready[-1].name == name:
            self._held = self._ready.pop()
            header.given = False

    def _hand_out(self) -> None:
        held = self._held
        if held:
            self._hold()
            header = self._header
            kind, text, unit = header.type or self._untyped, header.help or "", header.unit or ""
            self._ready.append((self._held or held)._replace(type=kind, help=text, unit=unit))
            self._held = None
        super()._hand_out()

    def _hold(self) -> None:
        """Count the samples of the current family that are kept."""
        if self._samples:
            info = self._result(self._name, self._header, self._samples)
            self._held = _sum(self._held, info) if self._held else info
            self._samples = []


def _bodies(batch: _Counts) -> list[tuple[tuple[str, ...], int, tuple[str, ...]]]:
    """Label names, number of series and sample names of each family with a body."""
    found: list[tuple[tuple[str, ...], int, tuple[str, ...]]] = []
    place = start = 0
    shapes = batch.shapes
    ordered: dict[tuple[str, ...], tuple[str, ...]] = {}
    for end in batch.ends:
        first = shapes[place]
        place += 1
        if first[0] == end and (place == len(shapes) or shapes[place][0] > end):
            labels = ordered.get(first[2]) or ordered.setdefault(first[2], tuple(sorted(first[2])))
            found.append((labels, end - start, (first[1],)))
        else:
            several = [first]
            while place < len(shapes) and shapes[place][0] <= end:
                several.append(shapes[place])
                place += 1
            labels = tuple(sorted({label for shape in several for label in shape[2]}))
            found.append((labels, end - start, tuple(dict.fromkeys(shape[1] for shape in several))))
        start = end
    return found

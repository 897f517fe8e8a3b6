"""Families, with their samples, from a page that is taken apart by the assembler."""

from __future__ import annotations

from .assemble import Assembler
from .batch import Batch
from .check import check_family
from .model import Family, Limits, Sample
from .quick import Alike, Lines, label_sets
from .registry import Header
from .report import Report
from .sections import Section

__all__ = ["FamilyAssembler"]


class _Columns(Batch):
    """Families line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.labels: list[dict[str, str]] = []
        self.singles: list[dict[str, str]] = []

    def add_single(self, labels: tuple[str, ...], parts: list[str]) -> None:
        self.singles.append(dict(zip(labels, parts[1::2], strict=True)))

    def add_alike(self, alike: Alike) -> None:
        self.names += [alike[0]] * len(alike[4])
        self.labels += label_sets(alike)
        self.texts += alike[4]

    def add_lines(self, lines: Lines) -> None:
        self.names += [shape.name for shape in lines.shapes]
        self.labels += lines.labels()
        self.texts += lines.texts

    def add_turns(self, turns: list[Alike]) -> None:
        step = len(turns)
        count = len(turns[0][4])
        names, texts = [""] * (step * count), [""] * (step * count)
        labels: list[dict[str, str]] = [{}] * (step * count)
        for place, alike in enumerate(turns):
            names[place::step] = [alike[0]] * count
            labels[place::step] = label_sets(alike)
            texts[place::step] = alike[4]
        self.names += names
        self.labels += labels
        self.texts += texts

    def cut(self, length: int) -> None:
        del self.names[length:], self.labels[length:], self.texts[length:]


class FamilyAssembler(Assembler[Family, _Columns]):
    """Gives a page's families."""

    def __init__(self, report: Report, limits: Limits, *, openmetrics: bool) -> None:
        super().__init__(report, limits, openmetrics=openmetrics)
        self._lines: dict[str, int] = {}  # the lines that families begin at, for findings

    def take(self) -> list[Family]:
        return self._checked(super().take())

    def take_all(self) -> list[Family]:
        return self._checked(super().take_all())

    def _new_batch(self) -> _Columns:
        return _Columns()

    def _read(self, sections: list[Section], singles: list[Section], batch: _Columns) -> list[Family] | None:
        ends = batch.ends
        labels = iter(batch.singles)
        batch.names += [section[0] for section in singles]
        batch.labels += [next(labels) if section[3] else {} for section in singles]
        batch.texts += [section[4] for section in singles]
        samples = self._quick.samples(batch.names, batch.labels, batch.texts)
        if samples is None:
            return None
        bodies = iter([tuple(samples[start:end]) for start, end in zip((0, *ends), ends, strict=False)])
        values = iter(samples[ends[-1] if ends else 0 :])
        new = tuple.__new__
        return [
            new(Family, (name, kind, text, "", (next(values),) if value else next(bodies)))
            for name, text, kind, _, value, _, _ in sections
        ]

    def _describe_all(self, sections: list[Section], results: list[Family]) -> dict[str, tuple[object, ...]]:  # noqa: ARG002
        return {section[0]: section[1:3] for section in sections}

    def _take_alike(self, alike: Alike) -> bool:
        texts = alike[4]
        samples = self._quick.samples([alike[0]] * len(texts), label_sets(alike), texts)
        self._samples += samples or ()
        return samples is not None

    def _result(self, name: str, header: Header, samples: list[Sample]) -> Family:
        return Family(name, header.type or self._untyped, header.help or "", header.unit or "", tuple(samples))

    def _reopen(self, name: str, header: Header) -> None:
        if self._ready and self._ready[-1].name == name:
            self._samples += self._ready.pop().samples
            header.given = False

    def _begins(self, name: str, line: int) -> None:
        if self._report.listening:
            self._lines.setdefault(name, line)

    def _checked(self, ready: list[Family]) -> list[Family]:
        if self._report.listening:
            for family in ready:
                self._report.line = self._lines.get(family.name, 0)
                check_family(family, self._report, openmetrics=self._openmetrics)
        return ready

"""A page in pieces: families whose lines stand together in the usual form are read many at once.

A piece is cut into sections by one regular expression. The samples of each family are split, and then the numbers of
all of them read together; that is what makes small families cheap. All else goes through the current family.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Generic, TypeVar

from .comment import OPENMETRICS_TYPES, TEXT_TYPES
from .current import Current, Result
from .model import Limits
from .names import METRIC
from .quick import Alike, Body, Lines, label_sets
from .report import Report

__all__ = ["Assembler", "Batch", "BatchType", "Section"]

Section = tuple[str, str, str, str, str, str, str]
"""Name, help, type, bare value, body of a family; body without metadata; other line."""


def _sections(types: frozenset[str]) -> re.Pattern[str]:
    """A page in sections: the usual HELP and TYPE with one bare value or a body of lines, else a body, else a line."""
    body = r"(?:[^#\n][^\n]*+\n)"
    return re.compile(
        rf"# HELP ({METRIC.pattern}) (?![ \t])([^\n]++)\n# TYPE \1 ({'|'.join(sorted(types))})\n"
        rf"(?:\1 ([^ \n]++)\n(?=#)|({body}*+))"
        rf"|({body}++)|([^\n]*+\n)"
    )


_TEXT_SECTIONS = _sections(TEXT_TYPES)
_OPENMETRICS_SECTIONS = _sections(OPENMETRICS_TYPES)


class Batch(ABC):
    """Families that were split and are still to be read."""

    def __init__(self) -> None:
        self.texts: list[str] = []  # the numbers, as text
        self.ends: list[int] = []  # where each family with a body ends among them
        self.claims: dict[str, Collection[str]] = {}  # the sample names of families that have several

    @abstractmethod
    def add_alike(self, alike: Alike) -> None:
        """Add lines of one shape."""

    @abstractmethod
    def add_lines(self, lines: Lines) -> None:
        """Add lines of any shape."""

    @abstractmethod
    def cut(self, length: int) -> None:
        """Forget what came after the first ``length`` lines."""


BatchType = TypeVar("BatchType", bound=Batch)


class Assembler(Current[Result], Generic[Result, BatchType]):
    """Takes a page piece by piece and gives what the subclass makes of its families."""

    def __init__(self, report: Report, limits: Limits, *, openmetrics: bool) -> None:
        super().__init__(report, limits, openmetrics=openmetrics)
        self._cut = (_OPENMETRICS_SECTIONS if openmetrics else _TEXT_SECTIONS).findall
        self._after = False  # something came after "# EOF"
        self._batch = self._new_batch()

    @abstractmethod
    def _new_batch(self) -> BatchType:
        """An empty batch."""

    @abstractmethod
    def _read(self, sections: list[Section], batch: BatchType) -> list[Result] | None:
        """The results of families, one for each section; None, and nothing done, where a number is none.

        ``batch`` has the families with a body, in their order. The others are one bare value.
        """

    def feed(self, piece: str) -> None:
        """Read a piece: whole lines, the last line feed included."""
        if self._ended:
            self._after_end()
            return
        sections = self._cut(piece)
        escaped = "\\" in piece
        several = self._registry.suffixes
        first = 0
        for place, section in enumerate(sections):
            if not (escaped and "\\" in section[1]) and (
                self._split_family(section) if section[4] else section[3] and section[2] not in several
            ):
                continue
            self._read_batch(sections[first:place])
            self._read_section(section)
            first = place + 1
            if self._ended:
                if first < len(sections):
                    self._after_end()
                return
        self._read_batch(sections[first:])

    def take(self) -> list[Result]:
        """The results that are complete, each once. The last may go on in the next piece."""
        ready, self._ready = self._ready[:-1], self._ready[-1:]
        return ready

    def take_all(self) -> list[Result]:
        """The results that are complete when nothing comes any more."""
        ready, self._ready = self._ready, []
        return ready

    def close(self) -> None:
        """The page has ended."""
        if self._openmetrics and not self._ended:
            self._report.line = self._report.read + 1
            self._report.error(
                "exposition/missing-eof",
                "the page does not end with # EOF",
                expected="'# EOF' (the page may be cut)",
            )

    def finish(self) -> None:
        """Hand out what is left: the last family, then those without samples."""
        self._hand_out()
        for name, header in self._registry.headers.items():
            if not header.given and (header.type or header.help is not None):
                self._ready.append(self._result(name, header, []))

    # Batches

    def _split_family(self, section: Section) -> bool:
        """Split the samples of a family into the batch; False where they are not of the usual form."""
        name, _, kind, _, body, _, _ = section
        batch = self._batch
        members: Collection[str] = (name,)
        bound = ""
        if kind in self._registry.suffixes:
            members = batch.claims[name] = self._registry.members(name, kind)
            bound = self._bounds.get(kind, "")
        alike = self._quick.alike(body, members, bound)
        if alike:
            batch.add_alike(alike)
        elif not self._split_mixed(body, members, bound):
            batch.claims.pop(name, None)
            return False
        batch.ends.append(len(batch.texts))
        return True

    def _split_mixed(self, text: str, members: Collection[str], bound: str) -> bool:
        before = len(self._batch.texts)
        if bound == "le" and self._split_groups(text, members):
            return True
        self._batch.cut(before)
        body = Body(text)
        lines, _ = self._quick.split(body, 0, members, bound)
        if len(lines.texts) < len(body.lines):
            return False
        self._batch.add_lines(lines)
        return True

    def _split_groups(self, body: str, members: Collection[str]) -> bool:
        """Split the body of a histogram group by group: its buckets, and sum and count."""
        name = body.partition("{")[0].removesuffix("_bucket")
        start = 0
        while start < len(body):
            places = sorted(body.find(f"\n{name}_{what}", start) for what in ("sum", "count"))
            alike = self._quick.alike(body[start : places[0] + 1], members, "le") if places[0] >= 0 else None
            if not alike:
                return False
            start = body.find("\n", places[1] + 1) + 1
            lines, _ = self._quick.split(Body(body[places[0] + 1 : start]), 0, members, "le")
            if len(lines.texts) != 2:
                return False
            self._batch.add_alike(alike)
            self._batch.add_lines(lines)
        return True

    def _read_batch(self, sections: list[Section]) -> None:
        """Read the numbers of all families that were split; one by one where that cannot be done for all of them."""
        if not sections:
            return
        batch = self._batch
        self._batch = self._new_batch()
        results = self._read(sections, batch) if self._are_new(sections, batch.claims) else None
        if results is None:
            for section in sections:
                self._read_section(section)
            return
        self._hand_out()
        self._name = ""
        for name, members in batch.claims.items():
            self._registry.claim(name, members)
        self._registry.whole.update({section[0]: section[1:3] for section in sections})
        self._ready += results
        self._note_lines(sections, batch.ends)
        self._report.line = self._report.read
        self._registry.check_room()

    def _note_lines(self, sections: list[Section], ends: list[int]) -> None:
        bare = len(sections) - len(ends)
        first = self._report.read
        self._report.read += 2 * len(sections) + bare + (ends[-1] if ends else 0)
        if not self._report.listening:
            return
        lengths = iter([end - start for start, end in zip((0, *ends), ends, strict=False)])
        for section in sections:
            self._begins(section[0], first + 2)
            first += 2 + (1 if section[3] else next(lengths))

    def _are_new(self, sections: list[Section], claims: dict[str, Collection[str]]) -> bool:
        """Whether no family has the name of another, or of a sample of another."""
        names = {section[0] for section in sections}
        known = self._registry.known
        if len(names) < len(sections) or not known.isdisjoint(names):
            return False
        known |= names
        claimed = {member for members in claims.values() for member in members}
        return len(names | claimed) == len(names) + len(claimed) - len(claims)

    # Sections that are not of the usual form

    def _read_section(self, section: Section) -> None:
        name, text, kind, number, body, run, other = section
        if kind:
            self._report.read += 1
            self._read_line(f"# HELP {name} {text}", self._report.read)
            self._report.read += 1
            self._read_line(f"# TYPE {name} {kind}", self._report.read)
            body = f"{name} {number}\n" if number else body
        if body or run:
            self._read_body(body or run)
        elif other:
            self._report.read += 1
            self._read_line(other[:-1], self._report.read)

    def _read_body(self, text: str) -> None:
        """Sample lines for the current family: all at once where they are alike, else as many at once as are usual."""
        alike = self._quick.alike(text, self._members, self._bound())
        samples = None
        if alike:
            texts = alike[4]
            samples = self._quick.samples([alike[0]] * len(texts), label_sets(alike), texts)
        if samples is None:
            self._read_rows(Body(text))
        else:
            self._samples += samples
            self._report.read += len(samples)
        if len(self._samples) >= self._limits.family:
            self._hand_out()

    def _read_rows(self, body: Body) -> None:
        start = self._report.read
        place, count = 0, len(body.lines)
        while place < count:
            lines, stranger = self._quick.split(body, place, self._members, self._bound())
            names = [shape.name for shape in lines.shapes]
            samples = self._quick.samples(names, lines.labels(), lines.texts)
            if samples is None:
                for number in range(place, count):
                    self._read_line(body.lines[number], start + number + 1)
                break
            self._samples += samples
            place += len(samples)
            self._report.line = start + place + 1
            if stranger and METRIC.fullmatch(stranger) and self._place(stranger):
                continue
            if place < count:
                self._read_line(body.lines[place], start + place + 1)
                place += 1
        self._report.read = start + count

    def _after_end(self) -> None:
        if not self._after:
            self._after = True
            self._report.line = self._report.read + 1
            self._report.error("exposition/after-eof", "text after # EOF", expected="nothing after '# EOF'")

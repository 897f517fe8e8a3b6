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
from .quick import Alike, Body, Lines
from .report import Report

__all__ = ["Assembler", "Batch", "BatchType", "Section"]

Section = tuple[str, str, str, str, str, str]
"""Name, help, type, bare value, and body of a family; or else lines of samples, or one line of another kind."""

_NAME = METRIC.pattern
_LINES = r"(?:[^#\n][^\n]*+\n)"


class _Sections:
    """Cuts a page into sections, each by one match of a regular expression."""

    __slots__ = ("_loose", "_usual")

    def __init__(self, types: frozenset[str]) -> None:
        kind = "|".join(sorted(types))
        rest = rf"({_LINES}*+))|({_LINES}++|[^\n]*+\n)"
        self._usual = re.compile(
            rf"# HELP ({_NAME}) (?![ \t])([^\n]++)\n# TYPE \1 ({kind})\n(?:\1 ([^ \n]++)\n(?=#)|{rest}"
        ).findall
        self._loose = re.compile(
            rf"(?:# HELP ({_NAME}) (?![ \t])([^\n]++)\n)?+# TYPE ((?(1)\1|{_NAME})) ({kind})\n"
            rf"(?:\3 ([^ \n]++)\n(?=#)|{rest}"
        ).findall

    def usual(self, piece: str) -> list[Section]:
        """Families have HELP and TYPE."""
        return self._usual(piece)

    def loose(self, piece: str) -> list[Section]:
        """Families may have no HELP, which takes longer to match."""
        return [(name, text, *others) for _, text, name, *others in self._loose(piece)]


_TEXT_SECTIONS = _Sections(TEXT_TYPES)
_OPENMETRICS_SECTIONS = _Sections(OPENMETRICS_TYPES)
_MANY = 8  # TYPE lines without HELP, from which on it pays to cut the piece again


def _unusual(sections: list[Section], piece: str) -> list[tuple[int, Section]]:
    """What is not a bare value, or has escape sequences in its help text; with its place."""
    if "\\" in piece:
        return [item for item in enumerate(sections) if not item[1][3] or "\\" in item[1][1]]
    return [item for item in enumerate(sections) if not item[1][3]]


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
    def add_turns(self, turns: list[Alike]) -> None:
        """Add lines of several shapes that take turns."""

    @abstractmethod
    def cut(self, length: int) -> None:
        """Forget what came after the first ``length`` lines."""


BatchType = TypeVar("BatchType", bound=Batch)


class Assembler(Current[Result], Generic[Result, BatchType]):
    """Takes a page piece by piece and gives what the subclass makes of its families."""

    def __init__(self, report: Report, limits: Limits, *, openmetrics: bool) -> None:
        super().__init__(report, limits, openmetrics=openmetrics)
        self._sections = _OPENMETRICS_SECTIONS if openmetrics else _TEXT_SECTIONS
        self._several = self._registry.suffixes.keys()
        self._after = False  # something came after "# EOF"
        self._batch = self._new_batch()

    @abstractmethod
    def _new_batch(self) -> BatchType:
        """An empty batch."""

    @abstractmethod
    def _read(self, sections: list[Section], bare: list[Section], batch: BatchType) -> list[Result] | None:
        """The results of families, one for each section; None, and nothing done, where a number is none.

        Puts their type and help into the registry, and nothing that grows with the number of samples.

        ``bare`` are those of one bare value, ``batch`` has the others, in their order.
        """

    @abstractmethod
    def _take_alike(self, alike: Alike) -> bool:
        """Take lines of one shape into the current family; False, and nothing taken, where a number is none."""

    def feed(self, piece: str) -> None:
        """Read a piece: whole lines, the last line feed included."""
        if self._ended:
            self._after_end()
            return
        sections = self._sections.usual(piece)
        others = _unusual(sections, piece)
        if sum(section[5].startswith("# TYPE ") for _, section in others) >= _MANY:
            sections = self._sections.loose(piece)
            others = _unusual(sections, piece)
        first = 0
        for place, section in others:
            if section[4] and "\\" not in section[1] and self._split_family(section):
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
        name, _, kind, _, body, _ = section
        batch = self._batch
        members: Collection[str] = (name,)
        bound = ""
        if kind in self._several:
            members = batch.claims[name] = self._registry.members(name, kind)
            bound = self._bounds.get(kind, "")
        alike = self._quick.alike(body, members, bound)
        if alike:
            batch.add_alike(alike)
        elif not self._split_mixed(name, body, members, bound):
            batch.claims.pop(name, None)
            return False
        batch.ends.append(len(batch.texts))
        return True

    def _split_mixed(self, name: str, text: str, members: Collection[str], bound: str) -> bool:
        if len(members) > 1:
            turns = self._quick.in_turn(text, members, bound)
            if turns:
                self._batch.add_turns(turns)
                return True
            before = len(self._batch.texts)
            if self._split_groups(name, text, members, bound):
                return True
            self._batch.cut(before)
        body = Body(text)
        lines, _ = self._quick.split(body, 0, members, bound)
        if len(lines.texts) < len(body.lines):
            return False
        self._batch.add_lines(lines)
        return True

    def _split_groups(self, name: str, body: str, members: Collection[str], bound: str) -> bool:
        """Split the body of a histogram or summary group by group: its buckets or quantiles, and sum and count."""
        batch, quick = self._batch, self._quick
        start = 0
        while start < len(body):
            places = sorted((body.find(f"\n{name}_sum", start), body.find(f"\n{name}_count", start)))
            first, second = places[0] + 1, places[1] + 1
            end = body.find("\n", second) + 1
            alike = quick.alike(body[start:first], members, bound) if first else None
            if not alike:
                return False
            batch.add_alike(alike)
            for line in (body[first:second], body[second:end]):
                alike = quick.alike(line, members, bound) if '"' in line else quick.bare(line, members)
                if not alike:
                    return False
                batch.add_alike(alike)
            start = end
        return True

    def _read_batch(self, sections: list[Section]) -> None:
        """Read the numbers of all families that were split; one by one where that cannot be done for all of them."""
        if not sections:
            return
        batch = self._batch
        self._batch = self._new_batch()
        bare = [section for section in sections if section[3]]
        results = self._read(sections, bare, batch) if self._are_usual(sections, bare, batch.claims) else None
        if results is None:
            for section in sections:
                self._read_section(section)
            return
        self._hand_out()
        self._name = ""
        for name, members in batch.claims.items():
            self._registry.claim(name, members)
        self._ready += results
        self._note_lines(sections, batch.ends)
        self._report.line = self._report.read
        self._registry.check_room()

    def _note_lines(self, sections: list[Section], ends: list[int]) -> None:
        bare = len(sections) - len(ends)
        first = self._report.read
        helps = len(sections) - [section[1] for section in sections].count("")
        self._report.read += helps + len(sections) + bare + (ends[-1] if ends else 0)
        if not self._report.listening:
            return
        lengths = iter([end - start for start, end in zip((0, *ends), ends, strict=False)])
        for section in sections:
            self._begins(section[0], first + 1)
            first += bool(section[1]) + 1 + (1 if section[3] else next(lengths))

    def _are_usual(self, sections: list[Section], bare: list[Section], claims: dict[str, Collection[str]]) -> bool:
        """Whether no family has the name of another, or of a sample of another."""
        if not self._several.isdisjoint([section[2] for section in bare]):
            return False  # a histogram of one bare value
        names = {section[0] for section in sections}
        known = self._registry.known
        if len(names) < len(sections) or not known.isdisjoint(names):
            return False
        known |= names
        claimed = {member for members in claims.values() for member in members}
        return len(names | claimed) == len(names) + len(claimed) - len(claims)

    # Sections that are not of the usual form

    def _read_section(self, section: Section) -> None:
        name, text, kind, number, body, rest = section
        if kind:
            if text:
                self._report.read += 1
                self._read_line(f"# HELP {name} {text}", self._report.read)
            self._report.read += 1
            self._read_line(f"# TYPE {name} {kind}", self._report.read)
            body = f"{name} {number}\n" if number else body
        if body:
            self._read_body(body)
        elif rest and rest[0] not in "#\n":
            self._read_body(rest)
        elif rest:
            self._report.read += 1
            self._read_line(rest[:-1], self._report.read)

    def _read_body(self, text: str) -> None:
        """Sample lines for the current family: all at once where they are alike, else as many at once as are usual."""
        alike = self._quick.alike(text, self._members, self._bound())
        if alike and self._take_alike(alike):
            self._report.read += len(alike[4])
        else:
            self._read_rows(Body(text))
        if len(self._samples) >= self._limits.family:
            self._hand_out()

    def _read_rows(self, body: Body) -> None:
        start = self._report.read
        place, count = 0, len(body.lines)
        newcomer = ""  # the name of the next line, which the current family has not
        while place < count:
            members: Collection[str] = (newcomer,) if newcomer else self._members
            lines, stranger = self._quick.split(body, place, members, self._bound(newcomer))
            names = [shape.name for shape in lines.shapes]
            samples = self._quick.samples(names, lines.labels(), lines.texts)
            if samples is None:
                for number in range(place, count):
                    self._read_line(body.lines[number], start + number + 1)
                break
            if newcomer and samples:
                self._report.line = start + place + 1
                self._place(newcomer)
            self._samples += samples
            place += len(samples)
            newcomer = stranger if METRIC.fullmatch(stranger) else ""
            if place < count and not newcomer:
                self._read_line(body.lines[place], start + place + 1)
                place += 1
        self._report.read = start + count

    def _after_end(self) -> None:
        if not self._after:
            self._after = True
            self._report.line = self._report.read + 1
            self._report.error("exposition/after-eof", "text after # EOF", expected="nothing after '# EOF'")

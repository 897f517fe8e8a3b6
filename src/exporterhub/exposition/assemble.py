"""A page in pieces: families whose lines stand together in the usual form are read many at once.

A piece is cut into sections by one regular expression. The samples of each family are split, and then the numbers of
all of them read together; that is what makes small families cheap. All else goes through the current family.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping
from typing import Generic

from exporterhub.messages import say

from .batch import BatchType
from .current import Current, Result
from .model import Limits
from .names import METRIC
from .quick import Alike, Body
from .report import Report
from .sections import OPENMETRICS_SECTIONS, TEXT_SECTIONS, TURNED, Cut, Section, is_plain

__all__ = ["Assembler"]

_FEW = 4  # histograms in one family, below which it does not pay to read lines of the same bucket together


class Assembler(Current[Result], Generic[Result, BatchType]):
    """Takes a page piece by piece and gives what the subclass makes of its families."""

    def __init__(self, report: Report, limits: Limits, *, openmetrics: bool) -> None:
        super().__init__(report, limits, openmetrics=openmetrics)
        self._sections = OPENMETRICS_SECTIONS if openmetrics else TEXT_SECTIONS
        self._several = self._registry.suffixes.keys()
        self._cut = Cut([], [], False)  # the piece that is read
        self._after = False  # something came after "# EOF"
        self._batch = self._new_batch()

    @abstractmethod
    def _new_batch(self) -> BatchType:
        """An empty batch."""

    @abstractmethod
    def _read(self, sections: list[Section], singles: list[Section], batch: BatchType) -> list[Result] | None:
        """The results of families, one for each section; None where a number is none.

        ``singles`` are those of a single sample; the batch has their labels, and the others, in their order.
        """

    @abstractmethod
    def _describe_all(self, sections: list[Section], results: list[Result]) -> Mapping[str, tuple[object, ...]]:
        """What the registry keeps of each family by its name: nothing that grows with the number of samples."""

    @abstractmethod
    def _take_alike(self, alike: Alike) -> bool:
        """Take lines of one shape into the current family; False, and nothing taken, where a number is none."""

    def feed(self, piece: str) -> None:
        """Read a piece: whole lines, the last line feed included."""
        if self._ended:
            self._after_end()
            return
        self._cut = self._sections.cut(piece)
        sections = self._cut.sections
        first = 0
        for place, section in self._cut.others:
            if section[2] and is_plain(section[1]) and self._split_section(section):
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
                say("the page does not end with # EOF"),
                expected=say("'# EOF' (the page may be cut)"),
            )

    def finish(self) -> None:
        """Hand out what is left: the last family, then those without samples."""
        self._hand_out()
        for name, header in self._registry.headers.items():
            if not header.given and (header.type or header.help is not None):
                self._ready.append(self._result(name, header, []))

    # Batches

    def _split_section(self, section: Section) -> bool:
        """Split a family into the batch; False where it is not of the usual form."""
        if section[5]:
            return self._split_family(section)
        if section[4]:
            labelled = self._quick.labelled(section[3])
            if labelled:
                self._batch.add_single(*labelled)
            return bool(labelled)
        if section[2] in self._several:
            self._batch.claims[section[0]] = self._registry.members(section[0], section[2])
        return True

    def _split_family(self, section: Section) -> bool:
        """Split the samples of a family into the batch; False where they are not of the usual form."""
        name, _, kind, _, _, body, _ = section
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
            turns = self._quick.in_turn(text, members, bound) if text.count(f"\n{name}_count") >= _FEW else None
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
        singles = [section for section in sections if section[4]]
        full, empty = sections, []
        if len(singles) + len(batch.ends) < len(sections):
            full = [section for section in sections if section[4] or section[5]]
            empty = [section for section in sections if not (section[4] or section[5])]
        # A histogram of a single sample of its own name is not usual.
        usual = self._several.isdisjoint([section[2] for section in singles])
        results = self._read(full, singles, batch) if usual else None
        described = self._describe_all(full, results) if results else {}
        names = described.keys() | {section[0] for section in empty} if empty else described.keys()
        if results is None or len(names) < len(sections) or not self._registry.are_new(names, batch.claims):
            for section in sections:
                self._read_section(section)
            return
        self._leave()
        self._ready += results
        self._registry.whole.update(described)
        for name, text, kind, *_ in empty:
            self._registry.begin(name, kind, text or None)
        for name, members in batch.claims.items():
            self._registry.claim(name, members)
        self._note_lines(sections, len(singles), batch.ends)
        self._report.line = self._report.read
        self._registry.check_room()

    def _note_lines(self, sections: list[Section], singles: int, ends: list[int]) -> None:
        helps = len(sections)
        if self._cut.loose:
            helps -= [section[1] for section in sections].count("")
        first = self._report.read
        self._report.read += helps + len(sections) + singles + (ends[-1] if ends else 0)
        if not self._report.listening:
            return
        lengths = iter([end - start for start, end in zip((0, *ends), ends, strict=False)])
        for name, text, _, _, value, body, _ in sections:
            self._begins(name, first + 1)
            first += bool(text) + 1 + (next(lengths) if body else bool(value))

    # Sections that are not of the usual form

    def _read_section(self, section: Section) -> None:
        name, text, kind, labels, value, body, rest = section
        if kind:
            lines = [f"# HELP {name} {text}"] * bool(text) + [f"# TYPE {name} {kind}"]
            for line in reversed(lines) if rest == TURNED else lines:
                self._read_next(line)
            rest = f"{name}{{{labels}}} {value}\n" if labels else f"{name} {value}\n" if value else body
        if rest and rest[0] not in "#\n":
            self._read_body(rest)
        elif rest:
            self._read_next(rest[:-1])

    def _read_next(self, line: str) -> None:
        self._report.read += 1
        self._read_line(line, self._report.read)

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
            self._report.error("exposition/after-eof", say("text after # EOF"), expected=say("nothing after '# EOF'"))

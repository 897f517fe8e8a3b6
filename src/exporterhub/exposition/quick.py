"""The quick paths: lines of the usual form, many at once.

A line of the usual form is ``name{label="value",...} number [timestamp]`` without blanks elsewhere. Splitting at the
quotes gives label values and what stands between them; that is the same for every line of a family, so it is checked
once and then compared. Whatever is not of this form is left to ``line.py``, which also says what is wrong with it. The
tests hold the two to the same result.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import repeat
from typing import NamedTuple

from .floats import parse_float
from .model import Sample
from .names import LABEL
from .numbers import read_numbers

__all__ = ["Alike", "Body", "Lines", "Quick", "Shape", "label_sets"]

_NEXT = re.compile(rf",({LABEL.pattern})=")
_NEXT_IN_TEXT = re.compile(rf"[ \t]*,[ \t]*({LABEL.pattern})=")
_MOST_REMEMBERED = 10_000
_LONGEST_REMEMBERED = 1_000  # characters
_LONGEST_TURN = 256  # lines
# What escape sequences are hidden behind while a body is split at its quotes.
_BACKSLASH = "\x01"
_QUOTE = "\x02"

_NO_REST: list[str] = []
# Remembered from page to page: label names by the text between label values, and bounds that are numbers.
_TEXT_NAMES: dict[tuple[str, ...], tuple[str, ...]] = {}
_OPENMETRICS_NAMES: dict[tuple[str, ...], tuple[str, ...]] = {}
_BOUNDS: set[str] = set()

Alike = tuple[str, tuple[str, ...], list[str], int, list[str]]
"""Lines of one shape: sample name, label names, the text split at its quotes, the parts of a line, the numbers."""


class Shape(NamedTuple):
    """What lines of one kind have in common: the sample name, the label names, and the text between label values."""

    name: str
    labels: tuple[str, ...]
    rest: list[str]


class Lines(NamedTuple):
    """Split lines: of each the shape, the parts between quotes (the odd ones are label values), and the number."""

    shapes: list[Shape]
    parts: list[list[str]]
    texts: list[str]
    masked: bool

    def labels(self) -> list[dict[str, str]]:
        """The label set of each line."""
        pairs = zip(self.shapes, self.parts, strict=True)
        if self.masked:
            return [dict(zip(shape.labels, map(_reveal, parts[1::2]), strict=True)) for shape, parts in pairs]
        return [dict(zip(shape.labels, parts[1::2], strict=True)) for shape, parts in pairs]


class Body:
    """Sample lines, and the same lines with their escape sequences hidden so that they can be split at quotes."""

    __slots__ = ("escaped", "hidden", "lines", "masked")

    def __init__(self, text: str) -> None:
        self.escaped = "\\" in text
        self.masked = self.escaped and _BACKSLASH not in text and _QUOTE not in text
        self.lines = self.hidden = text[:-1].split("\n")
        if self.masked:
            hidden = text.replace("\\\\", _BACKSLASH).replace('\\"', _QUOTE)
            self.hidden = hidden[:-1].split("\n")


class Quick:
    """Splits lines, and remembers the shapes it has seen.

    ``members`` are sample names that can stand without quotes: a line of another name is not looked at further.
    ``bound`` is the label whose value has to be a number, or empty.
    """

    __slots__ = ("_bounds", "_by_head", "_names", "_next", "_openmetrics")

    def __init__(self, *, openmetrics: bool) -> None:
        self._openmetrics = openmetrics
        self._next = _NEXT if openmetrics else _NEXT_IN_TEXT
        self._names = _OPENMETRICS_NAMES if openmetrics else _TEXT_NAMES
        self._bounds = _BOUNDS
        self._by_head: dict[str, Shape] = {}

    def alike(self, body: str, members: Collection[str], bound: str) -> Alike | None:
        """A body whose lines all have one shape, split; None where that is not so."""
        parts = body.split('"')
        count = body.count("\n")
        step, odd = divmod(len(parts) - 1, count)
        if odd or not step or step & 1 or "\\" in body:
            return None
        rest = parts[2:step:2]
        name, _, first = parts[0].partition("{")
        labels = self._names.get((first, *rest)) or self._learn(first, rest)
        if not labels or name not in members:
            return None
        if bound and bound in labels and not all(map(self.is_bound, parts[labels.index(bound) * 2 + 1 :: step])):
            return None
        texts = _ends(parts, rest, step, count) if count > 1 else _end(parts[-1])
        if len(texts) != count:
            return None
        return name, labels, parts, step, texts

    def labelled(self, text: str) -> tuple[tuple[str, ...], list[str]] | None:
        """The label names of what stands in the braces, and it split at the quotes; None where it is unusual."""
        parts = text.split('"')
        if not len(parts) & 1 or parts[-1] not in ("", ","):
            return None
        rest = parts[2:-1:2]
        labels = self._names.get((parts[0], *rest)) or self._learn(parts[0], rest)
        return (labels, parts) if labels else None

    def in_turn(self, body: str, members: Collection[str], bound: str) -> list[Alike] | None:
        """A body in which lines of several shapes take turns, as those of several histograms do.

        Gives the lines of each place in the turn; None where the body is of another form.
        """
        lines = body[:-1].split("\n")
        head = f"{lines[0].partition('{')[0]}{{"
        own = [line.startswith(head) for line in lines[:_LONGEST_TURN]]
        turn = next((place for place in range(1, len(own)) if own[place] and not own[place - 1]), 0)
        if not turn or len(lines) % turn:
            return None
        found = []
        for place in range(turn):
            alike = self.alike("\n".join(lines[place::turn]) + "\n", members, bound)
            if not alike:
                return None
            found.append(alike)
        return found

    def bare(self, line: str, members: Collection[str]) -> Alike | None:
        """A line without labels; None where it is another."""
        name, _, text = line.partition(" ")
        return (name, (), _NO_REST, 0, [text[:-1]]) if name in members else None

    def split(self, body: Body, start: int, members: Collection[str], bound: str) -> tuple[Lines, str]:
        """Lines from ``start`` on, split, as far as they are of the usual form and belong to ``members``.

        With them comes the name of the line after them if that is the reason to stop there, else nothing.
        """
        lines = Lines([], [], [], body.masked)
        by_head = self._by_head
        for place in range(start, len(body.hidden)):
            line = body.hidden[place]
            if body.escaped and "\\" in line and not (body.masked and line.count("\\") == line.count("\\n")):
                break
            parts = line.split('"')
            if len(parts) == 1:
                name, _, text = line.partition(" ")
                shape: Shape | None = Shape(name, (), _NO_REST)
            else:
                head, tail, rest = parts[0], parts[-1], parts[2:-1:2]
                shape = by_head.get(head)
                if shape is None or rest != shape.rest:
                    shape = self._shape(head, rest)
                text = tail[2:] if tail[:2] == "} " else tail[3:] if tail[:3] == ",} " else ""
            if (
                not shape
                or not text
                or not len(parts) & 1
                or (bound in shape.labels and not self._is_bounded(shape, parts, bound))
            ):
                break
            if shape.name not in members:
                return lines, shape.name
            lines.shapes.append(shape)
            lines.parts.append(parts)
            lines.texts.append(text)
        return lines, ""

    def samples(self, names: list[str], labels: list[dict[str, str]], texts: list[str]) -> list[Sample] | None:
        """Samples of names, label sets and numbers; None where one of the numbers is none."""
        numbers = read_numbers(texts, openmetrics=self._openmetrics)
        if numbers is None:
            return None
        # As Sample(...) does it, in half the time: a named tuple's own constructor is written in Python.
        fields = zip(names, labels, *numbers, repeat(None))
        return list(map(tuple.__new__, repeat(Sample), fields))

    def is_bound(self, text: str) -> bool:
        """Whether the value of a ``le`` or ``quantile`` label is a number."""
        if text in self._bounds:
            return True
        try:
            parse_float(text)
        except ValueError:
            return False
        if len(text) <= _LONGEST_REMEMBERED:
            if len(self._bounds) >= _MOST_REMEMBERED:
                self._bounds.clear()
            self._bounds.add(text)
        return True

    def _is_bounded(self, shape: Shape, parts: list[str], bound: str) -> bool:
        return self.is_bound(parts[2 * shape.labels.index(bound) + 1])

    def _shape(self, head: str, rest: list[str]) -> Shape | None:
        """The shape of a line by the text between its label values, or None where it is unusual or wrong."""
        name, _, first = head.partition("{")
        labels = self._names.get((first, *rest)) or self._learn(first, rest)
        if not labels:
            return None
        shape = Shape(name, labels, rest)
        if len(head) <= _LONGEST_REMEMBERED:
            if len(self._by_head) >= _MOST_REMEMBERED:
                self._by_head.clear()
            self._by_head[head] = shape
        return shape

    def _learn(self, first: str, rest: list[str]) -> tuple[str, ...]:
        """The label names of a shape; empty where it is unusual or wrong."""
        found = [self._next.fullmatch(text) for text in (f",{first}", *rest)]
        labels = tuple(match[1] for match in found if match and match[1] != "__name__")
        if len(labels) < len(found) or len(set(labels)) < len(labels):
            return ()
        if len(first) + sum(map(len, rest)) <= _LONGEST_REMEMBERED:
            if len(self._names) >= _MOST_REMEMBERED:
                self._names.clear()
            self._names[(first, *rest)] = labels
        return labels


def _end(tail: str) -> list[str]:
    """The number of a line, of what follows its last label value."""
    if tail[:2] == "} ":
        return [tail[2:-1]]
    return [tail[3:-1]] if tail[:3] == ",} " else []


def _ends(parts: list[str], rest: list[str], step: int, count: int) -> list[str]:
    """The numbers of ``count`` lines that were split at their quotes; fewer or more where the lines are not alike."""
    for place, text in enumerate(rest, 1):
        if parts[2 * place :: step].count(text) != count:
            return []
    # Joined with a quote, which no part can contain: so the ends of all lines are found where they have to be.
    tails = '"'.join(parts[step::step])
    closing = "} " if tails[0] == "}" else ",} "
    if not tails.startswith(closing):
        return []
    return tails[len(closing) : -1].split(f'\n{parts[0]}"{closing}')


def label_sets(alike: Alike) -> list[dict[str, str]]:
    """The label sets of lines of one shape."""
    _, names, parts, step, _ = alike
    # Displays for the usual numbers of labels: they take a third of the time of dict(zip(...)).
    if step == 2:
        (a,) = names
        return [{a: value} for value in parts[1::2]]
    if not step:
        return [{}]
    if step == 4:
        a, b = names
        return [{a: p, b: q} for p, q in zip(parts[1::4], parts[3::4], strict=True)]
    if step == 6:
        a, b, c = names
        return [{a: p, b: q, c: r} for p, q, r in zip(parts[1::6], parts[3::6], parts[5::6], strict=True)]
    columns = [parts[place::step] for place in range(1, step, 2)]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _reveal(value: str) -> str:
    """A label value with the characters that its escape sequences stand for."""
    if _BACKSLASH in value or _QUOTE in value or "\\" in value:
        return value.replace("\\n", "\n").replace(_BACKSLASH, "\\").replace(_QUOTE, '"')
    return value

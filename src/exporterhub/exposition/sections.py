"""A piece of a page cut into sections: families, bodies of lines, and other lines."""

from __future__ import annotations

import re
from typing import NamedTuple

from .comment import OPENMETRICS_TYPES, TEXT_TYPES
from .names import METRIC

__all__ = ["OPENMETRICS_SECTIONS", "TEXT_SECTIONS", "TURNED", "Cut", "Section", "Sections", "is_plain"]

Section = tuple[str, str, str, str, str, str, str]
"""Name, help, type, labels and value of a single sample, body of a family; or else lines of samples, or one line.

A family that has HELP after TYPE has TURNED as its last field, which is empty for others.
"""
TURNED = "turned"

_NAME = METRIC.pattern
_LINES = r"(?:[^#\n][^\n]*+\n)"
_MANY = 8  # TYPE lines without HELP before them, from which on it pays to cut the piece again


class Cut(NamedTuple):
    """The sections of a piece, and with their places those that are not a single sample without labels.

    ``loose`` says that families may have no HELP, or have it after TYPE.
    """

    sections: list[Section]
    others: list[tuple[int, Section]]
    loose: bool


class Sections:
    """Cuts pieces, each section by one match of a regular expression."""

    __slots__ = ("_loose", "_usual")

    def __init__(self, types: frozenset[str]) -> None:
        kind = "|".join(sorted(types))
        # A single sample: its value has no brace, so the last one of the line closes the labels.
        single = r"(?:\{([^\n\\]*)\})?+ ([^ \n}]++)\n(?=#)"
        rest = rf"({_LINES}*+))|({_LINES}++|[^\n]*+\n)"
        self._usual = re.compile(
            rf"# HELP ({_NAME}) (?![ \t])([^\n]++)\n# TYPE \1 ({kind})\n(?:\1{single}|{rest}"
        ).findall
        self._loose = re.compile(
            rf"(?:# HELP ({_NAME}) (?![ \t])([^\n]++)\n)?+# TYPE ((?(1)\1|{_NAME})) ({kind})\n"
            rf"(?(1)|(?:# HELP \3 (?![ \t])([^\n]++)\n)?+)(?:\3{single}|{rest}"
        ).findall

    def cut(self, piece: str) -> Cut:
        """The sections of a piece, all of it in their order.

        Families have HELP and TYPE. Where many have not, or the other way round, the piece is cut anew by an expression
        that knows these forms too, and takes longer.
        """
        sections: list[Section] = self._usual(piece)
        others = _others(sections, piece)
        if sum(section[6].startswith("# TYPE ") for _, section in others) < _MANY:
            return Cut(sections, others, False)
        sections = [
            (name, text or after, kind, labels, value, body, TURNED if after else rest)
            for _, text, name, kind, after, labels, value, body, rest in self._loose(piece)
        ]
        return Cut(sections, _others(sections, piece), True)


TEXT_SECTIONS = Sections(TEXT_TYPES)
OPENMETRICS_SECTIONS = Sections(OPENMETRICS_TYPES)


def is_plain(text: str) -> bool:
    """Whether a help text has neither escape sequences nor a carriage return at its end."""
    return "\\" not in text and text[-1:] != "\r"


def _others(sections: list[Section], piece: str) -> list[tuple[int, Section]]:
    """What is not a single sample without labels, or has a help text that cannot be taken as it is."""
    if "\r" in piece:
        return [(n, item) for n, item in enumerate(sections) if item[3] or not (item[4] and is_plain(item[1]))]
    if "\\" in piece:
        return [(n, item) for n, item in enumerate(sections) if item[3] or not item[4] or "\\" in item[1]]
    return [(n, item) for n, item in enumerate(sections) if item[3] or not item[4]]

"""A page, family by family.

Phases: the source gives pieces of whole lines; a piece is cut into comments and the samples below them; samples go to
the family that their name belongs to; a family is handed out when another begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import BinaryIO

from exporterhub.errors import Finding, SyntaxProblem

from .assemble import Assembler
from .batch import BatchType
from .content import is_openmetrics
from .current import Result
from .families import FamilyAssembler
from .model import DEFAULT_LIMITS, Family, Limits
from .report import Report, StopReading
from .source import pieces

__all__ = ["parse", "read"]


def parse(
    data: bytes | str | BinaryIO,
    content_type: str | None = None,
    *,
    strict: bool = True,
    on_finding: Callable[[Finding], None] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Family]:
    """The families of a page, in its order, one at a time.

    ``data`` is read as Prometheus text format 0.0.4, or as OpenMetrics 1.0 where ``content_type`` says so; it may be
    a binary file, of which no more is held than one family. Timestamps come in seconds in both. A family whose samples
    are not together on the page comes once for each place.

    ``strict`` raises SyntaxProblem for the first line that a real Prometheus or ``promtool check metrics`` refuses;
    the families before it have come by then. Otherwise such lines are reported to ``on_finding`` and left out. In both
    cases ``on_finding`` hears warnings: what both take, but the format does not allow, or what Prometheus drops.
    """
    report = Report(strict=strict, on_finding=on_finding, most=limits.findings)
    assembler = FamilyAssembler(report, limits, openmetrics=is_openmetrics(content_type))
    return chain.from_iterable(read(data, assembler, report, limits))


def read(
    data: bytes | str | BinaryIO, assembler: Assembler[Result, BatchType], report: Report, limits: Limits
) -> Iterator[list[Result]]:
    """What an assembler makes of a page, some at a time."""
    try:
        for piece in pieces(data, report, limits.line):
            assembler.feed(piece)
            yield assembler.take()
        assembler.close()
    except StopReading:
        pass
    except SyntaxProblem:
        yield assembler.take_all()
        raise
    assembler.finish()
    yield assembler.take_all()

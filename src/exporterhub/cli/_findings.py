"""Findings, shown: as text for a person, as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from exporterhub.cli._out import SEVERITY_COLOURS, clean, count, paint
from exporterhub.errors import Finding

if TYPE_CHECKING:
    import argparse


def exit_code(findings: Iterable[Finding]) -> int:
    """1 when a finding is an error, else 0."""
    return int(any(finding.severity == "error" for finding in findings))


def as_json(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """The JSON form of each."""
    return [finding.as_dict() for finding in findings]


def print_text(args: argparse.Namespace, findings: Sequence[Finding]) -> None:
    """One line each, its remedy below it; those that say the same about one place only once."""
    for finding in dict.fromkeys(findings):
        place = ":".join(str(part) for part in (finding.file, finding.line, finding.column) if part)
        severity = paint(args, finding.severity, SEVERITY_COLOURS[finding.severity])
        print(f"{clean(place)}{': ' if place else ''}{severity}: {clean(finding.message)} [{finding.id}]")
        if finding.remedy and not args.quiet:
            print(f"    {clean(finding.remedy)}")


def tally(findings: Sequence[Finding]) -> str:
    """``2 errors, 1 warning``, or ``no findings``."""
    words = {"error": "error", "warning": "warning", "info": "note"}
    counts = {word: sum(f.severity == severity for f in findings) for severity, word in words.items()}
    said = [count(number, word) for word, number in counts.items() if number]
    return ", ".join(said) or "no findings"

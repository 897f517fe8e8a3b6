"""Every error a user can see, and the finding.

::

    ExporterHubError            exit code 2
    ├── BadInput                2   what the user gave is wrong: a file, a page, a query, a flag
    │   └── SyntaxProblem       2   ... and the place is known: line, column, what was expected
    ├── Missing                 3   a program or a server that is needed is not there
    └── LabFailure              3   a real program was started and did not do what the lab needs

A message says what is wrong, where, and the next step to take. Foreign exceptions are translated where a package
calls the foreign library, so that the command line has to catch one class only.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Literal

__all__ = [
    "BadInput",
    "ExporterHubError",
    "Finding",
    "LabFailure",
    "Missing",
    "Severity",
    "SyntaxProblem",
]

Severity = Literal["error", "warning", "info"]


class ExporterHubError(Exception):
    """Base of all errors that are shown to a user. ``remedy`` is the next step to take, or empty."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n  {self.remedy}" if self.remedy else self.message


class BadInput(ExporterHubError):
    """What the user gave cannot be used."""


class SyntaxProblem(BadInput):
    """Text that does not follow its format: ``line`` and ``column`` count from 1, ``expected`` names the rule."""

    def __init__(
        self, message: str, *, line: int, column: int, expected: str = "", file: str = "", remedy: str = ""
    ) -> None:
        place = f"{file}:{line}:{column}" if file else f"line {line}, column {column}"
        text = f"{place}: {message}" + (f", expected {expected}" if expected else "")
        super().__init__(text, remedy=remedy)
        self.problem = message
        self.line = line
        self.column = column
        self.expected = expected
        self.file = file


class Missing(ExporterHubError):
    """A program, a server or a kernel feature that is needed is not there."""

    exit_code = 3


class LabFailure(ExporterHubError):
    """A program in the lab did not start, did not become ready, or ended. ``log`` holds its last lines."""

    exit_code = 3

    def __init__(self, message: str, *, log: str = "", remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.log = log


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem that a check found. ``line`` and ``column`` count from 1; 0 where the whole file is meant."""

    file: str = field(default="", kw_only=True)
    line: int = field(default=0, kw_only=True)
    column: int = field(default=0, kw_only=True)
    id: str
    severity: Severity
    message: str
    remedy: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The JSON form: ``{"id", "severity", "file", "line", "column", "message", "remedy"}``."""
        data = asdict(self)
        return {key: data[key] for key in ("id", "severity", "file", "line", "column", "message", "remedy")}

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        text = f"{place}: " if place else ""
        text += f"{self.severity}: {self.message} [{self.id}]"
        return f"{text}\n    {self.remedy}" if self.remedy else text

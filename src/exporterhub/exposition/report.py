"""Where problems go: raised when reading strictly, collected as findings when not.

An error is what a real Prometheus or ``promtool check metrics`` refuses. A warning is what both take although the
format's text does not allow it, or what Prometheus drops while it takes the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from exporterhub.errors import Finding, Severity, SyntaxProblem
from exporterhub.messages import say

__all__ = ["Report", "SkipLine", "StopReading"]


class SkipLine(Exception):
    """The rest of this line cannot be read."""


class StopReading(Exception):
    """The rest of this page cannot be read."""


class Report:
    """Takes the problems of one page. ``line`` is the number of the line that a problem is in, where none is given."""

    __slots__ = ("_left", "_on_finding", "line", "read", "strict", "voided")

    def __init__(self, *, strict: bool, on_finding: Callable[[Finding], None] | None, most: int) -> None:
        self.strict = strict
        self.line = 0
        self.read = 0  # lines that were read
        self.voided: set[int] = set()  # lines that were refused before they were parsed
        self._on_finding = on_finding
        self._left = most

    @property
    def listening(self) -> bool:
        """Whether anybody hears warnings; what only they need is not computed otherwise."""
        return self._on_finding is not None

    def error(self, check: str, message: str, *, column: int = 1, expected: str = "", line: int = 0) -> None:
        """An error after which the line can still be used. Raises SyntaxProblem when reading strictly."""
        place = line or self.line
        if self.strict:
            raise SyntaxProblem(message, line=place, column=column, expected=expected)
        if place in self.voided:
            return
        remedy = say("Expected %(what)s.", what=expected) if expected else ""
        self._emit(check, "error", message, place, column, remedy)

    def refuse(self, check: str, message: str, *, column: int = 1, expected: str = "") -> NoReturn:
        """An error that makes the line useless."""
        self.error(check, message, column=column, expected=expected)
        raise SkipLine

    def stop(self, check: str, message: str, *, expected: str = "") -> NoReturn:
        """An error that makes the rest of the page useless."""
        self.error(check, message, expected=expected)
        raise StopReading

    def warn(self, check: str, message: str, remedy: str, *, column: int = 0, line: int = 0) -> None:
        """Something that Prometheus takes, but not as meant."""
        self._emit(check, "warning", message, line or self.line, column, remedy)

    def _emit(self, check: str, severity: Severity, message: str, line: int, column: int, remedy: str) -> None:
        if self._on_finding is None or self._left < 0:
            return
        self._left -= 1
        if self._left < 0:
            check, severity, message = (
                "exposition/too-many-findings",
                "warning",
                say("further findings are not reported"),
            )
            remedy = say("Correct the first ones and read the page again.")
        self._on_finding(Finding(check, severity, message, remedy, line=line, column=column))

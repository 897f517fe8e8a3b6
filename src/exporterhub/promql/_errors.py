"""The one error of this package, and where an offset lies in a text."""

from __future__ import annotations

from exporterhub.errors import SyntaxProblem

__all__ = ["QuerySyntaxError", "place"]


class QuerySyntaxError(SyntaxProblem):
    """A query that Prometheus would refuse.

    ``offset`` is the 0-based character of ``text``; ``line`` and ``column`` count from 1.
    """

    def __init__(self, message: str, *, text: str, offset: int, expected: str = "", remedy: str = "") -> None:
        line, column = place(text, offset)
        super().__init__(message, line=line, column=column, expected=expected, remedy=remedy)
        self.text = text
        self.offset = offset


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of the 0-based character ``offset``; the end of the text is a place too."""
    offset = min(max(offset, 0), len(text))
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1

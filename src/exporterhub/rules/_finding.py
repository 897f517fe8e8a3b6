"""How a check makes a finding: the id is the check's own path, the place is in the rule's file."""

from __future__ import annotations

from exporterhub.catalog import Rule
from exporterhub.errors import Finding, Severity

__all__ = ["finding"]


def finding(check: str, severity: Severity, message: str, remedy: str = "", *, rule: Rule, offset: int = 0) -> Finding:
    """A finding of the module called ``check`` (its ``__name__``) at the 0-based character ``offset`` of the query."""
    place = rule.place(offset)
    name = check.partition(".checks.")[2].replace(".", "/")
    return Finding(name, severity, message, remedy, file=rule.file, line=place.line, column=place.column)

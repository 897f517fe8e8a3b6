"""How a check makes a finding: the id is the check's own path, the place is in the rule's file."""

from __future__ import annotations

from exporterhub.catalog import Rule
from exporterhub.errors import Finding, Severity

__all__ = ["finding", "finding_at", "finding_of"]


def finding(check: str, severity: Severity, message: str, remedy: str = "", *, rule: Rule, offset: int = 0) -> Finding:
    """A finding of the module called ``check`` (its ``__name__``) at the 0-based character ``offset`` of the query."""
    line, column = rule.place(offset)
    return finding_at(check, severity, message, remedy, rule=rule, line=line, column=column)


def finding_of(check: str, severity: Severity, message: str, remedy: str = "", *, rule: Rule, key: str) -> Finding:
    """As ``finding``, at a key of the rule: ``alert``, ``for``, ``annotations.summary``; the rule's line without it."""
    line, column = rule.places.get(key) or rule.places.get(key.partition(".")[0]) or (rule.line, 0)
    return finding_at(check, severity, message, remedy, rule=rule, line=line, column=column)


def finding_at(
    check: str, severity: Severity, message: str, remedy: str = "", *, rule: Rule, line: int, column: int
) -> Finding:
    """As ``finding``, at a line and column of the rule's file."""
    name = check.partition(".checks.")[2].replace(".", "/")
    return Finding(name, severity, message, remedy, file=rule.file, line=line, column=column)

"""A rule with one mistake, and how mutators make it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from exporterhub.catalog import Rule
from exporterhub.promql import examine

__all__ = ["Mutant", "edited", "without_for"]


@dataclass(frozen=True)
class Mutant:
    """``mutated`` is ``rule`` with a mistake; ``what`` says which, at ``line`` and ``column`` of the rule's file.

    ``mutator`` is the name of the module that made it.
    """

    rule: Rule
    mutated: Rule
    what: str
    line: int
    column: int
    mutator: str = ""


def edited(rule: Rule, what: str, start: int, end: int, text: str, at: int | None = None) -> Mutant | None:
    """The rule with ``text`` for characters ``start`` to ``end`` of its query; None where that is no query.

    ``at`` is the character that is pointed at, ``start`` unless given.
    """
    expr = rule.expr[:start] + text + rule.expr[end:]
    if examine(expr).problem is not None:
        return None
    line, column = rule.place(start if at is None else at)
    return Mutant(rule, replace(rule, expr=expr, source=""), what, line, column)


def without_for(rule: Rule) -> Mutant:
    """The rule without its ``for``."""
    line, column = rule.places.get("for") or (rule.line, 0)
    return Mutant(rule, replace(rule, for_=""), f"`for: {rule.for_}` is removed", line, column)

"""One rule of a Prometheus rule file, as written, with its places."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from exporterhub.catalog import _duration
from exporterhub.catalog._yaml import Place

__all__ = ["Comment", "Rule", "RuleKind"]

RuleKind = Literal["alert", "record"]


class Comment(NamedTuple):
    """A comment line that belongs to a rule, from its ``#`` on, and where it stands."""

    text: str
    line: int
    column: int


@dataclass(frozen=True)
class Rule:
    """An alerting or recording rule.

    ``for_`` and ``keep_firing_for`` are durations as written (``5m``), empty where not given; ``for_seconds``
    is the number. ``line`` is where the rule begins, ``expr_line`` and ``expr_column`` where the text of its
    query does; all count from 1. ``places`` maps ``for``, ``labels.severity``, ``annotations.summary`` and so
    on to where they begin. ``comments`` are the comment lines right above the rule and those inside it.
    """

    group: str
    name: str
    kind: RuleKind
    expr: str
    for_: str = ""
    keep_firing_for: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0
    expr_line: int = 0
    expr_column: int = 0
    interval: str = ""
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    source: str = field(default="", repr=False, compare=False)
    comments: tuple[Comment, ...] = field(default=(), repr=False, compare=False)

    @property
    def for_seconds(self) -> float:
        """How long the condition must hold, in seconds."""
        return _duration.seconds(self.for_) if self.for_ else 0.0

    @cached_property
    def hash(self) -> str:
        """SHA-256 over query, duration and labels: what decides when the rule fires and how it is routed."""
        parts = [self.kind, self.expr.strip(), self.for_seconds, sorted(self.labels.items())]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()

    def place(self, offset: int) -> Place:
        """Where the character at ``offset`` (0-based) of the query stands in the file.

        YAML may fold, indent, quote and escape the text, so its characters are looked for one after the other,
        white space aside.
        """
        if not self.source:
            return Place(self.expr_line, self.expr_column)
        before = self.source[: _find(self.source, self.expr, offset)]
        lines = before.count("\n")
        column = len(before) - before.rfind("\n") if lines else self.expr_column + len(before)
        return Place(self.expr_line + lines, column)


def _find(source: str, expr: str, offset: int) -> int:
    """Index in ``source`` (the YAML) of the character at ``offset`` of ``expr``, or right behind the one before it."""
    after = 0
    for position, character in enumerate(expr[: offset + 1]):
        if not character.isspace():
            found = source.find(character, after)
            if position == offset and found >= 0:
                return found
            after = max(after, found + 1)
    return after

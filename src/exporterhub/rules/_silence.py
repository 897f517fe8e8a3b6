"""Comments that silence a check for one rule: ``# exporterhub: disable=<id>[,<id>] -- reason``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from exporterhub.catalog import Comment, Rule

__all__ = ["Silence", "silenced", "silences"]

_DIRECTIVE = re.compile(r"#+\s*exporterhub\s*:\s*(.*)", re.IGNORECASE)
_DISABLE = re.compile(r"disable\s*=\s*(?P<ids>[^\s,]+(?:\s*,\s*[^\s,]+)*)(?:\s+--(?P<reason>.*))?")
# Nobody silences the check of silences.
_ALWAYS = "comment/silence"


@dataclass(frozen=True, slots=True)
class Silence:
    """One such comment. ``ids`` is empty where the comment is not of the form; ``reason`` where it has none."""

    ids: tuple[str, ...]
    reason: str
    comment: Comment


def silences(rule: Rule) -> Iterator[Silence]:
    """The silences of a rule, those without a reason and malformed ones too."""
    for comment in rule.comments:
        directive = _DIRECTIVE.fullmatch(comment.text)
        if directive:
            form = _DISABLE.fullmatch(directive[1].strip())
            ids = tuple(re.split(r"\s*,\s*", form["ids"])) if form else ()
            yield Silence(ids, ((form and form["reason"]) or "").strip(), comment)


def silenced(rule: Rule) -> frozenset[str]:
    """The ids of the checks that are silenced with a reason."""
    return frozenset(name for silence in silences(rule) if silence.reason for name in silence.ids) - {_ALWAYS}

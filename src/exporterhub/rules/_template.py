"""What an alert's templates read (Prometheus, template reference: Go's text/template with ``$labels``, ``$value``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["LabelUse", "labels_used"]

_ACTION = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
# Strings first: what stands in them is text.
_READ = re.compile(
    r"""
      (?P<index> \bindex \s+ (?:\$labels|\.Labels|\$\.Labels) \s+ "(?P<indexed>[^"]*)" )
    | "(?:[^"\\]|\\.)*" | `[^`]*`
    | (?<![\w)]) (?P<read> \$labels | \$?\.Labels ) \. (?P<label> [A-Za-z_]\w* )
    """,
    re.VERBOSE,
)
_OPENS = re.compile(r"\s*(range|with|if|define|block)\b")
_ENDS = re.compile(r"\s*end\b")


class LabelUse(NamedTuple):
    """A label that a template reads, as written there."""

    label: str
    text: str


def labels_used(template: str) -> Iterator[LabelUse]:
    """The labels of the alert's own series that ``template`` reads, each once.

    ``.Labels`` inside ``range`` and ``with`` is that of another query's sample and left out; so is what a variable
    of the template's own holds.
    """
    moved: list[bool] = []
    seen: set[str] = set()
    for action in _ACTION.findall(template):
        if _ENDS.match(action):
            if moved:
                moved.pop()
            continue
        for use, follows_dot in _reads(action):
            if not (follows_dot and any(moved)) and use.label not in seen:
                seen.add(use.label)
                yield use
        opens = _OPENS.match(action)
        if opens:
            moved.append(opens[1] != "if")


def _reads(action: str) -> Iterator[tuple[LabelUse, bool]]:
    for match in _READ.finditer(action):
        if match["index"]:
            yield LabelUse(match["indexed"], match["index"]), ".Labels" in match["index"] and "$" not in match["index"]
        elif match["read"]:
            yield LabelUse(match["label"], match[0]), match["read"] == ".Labels"

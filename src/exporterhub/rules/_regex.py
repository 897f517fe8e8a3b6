"""Branches of a regular expression that match no text at all, told from the expression alone (RE2 syntax)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Branch", "branches"]

_TOKEN = re.compile(
    r"""
      \\[AzbB] | \\Q.*?\\E | \\x\{[0-9A-Fa-f]+\} | \\[pP]\{\^?\w+\} | \\.
    | \[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]
    | \(\?P?<?[\w:=<>-]*[:>]? | . """,
    re.VERBOSE | re.DOTALL,
)
_OPTIONAL = re.compile(r"[*?]|\{0?,")
_REPEAT = re.compile(r"[*+?]\??|\{\d*,?\d*\}\??")


class Branch(NamedTuple):
    """One alternative of the outermost ``|``, and why it matches nothing: empty where it may match."""

    text: str
    reason: str


def branches(pattern: str) -> list[Branch]:
    """The outermost alternatives of ``pattern``; Prometheus anchors the whole at both ends."""
    return [Branch(text, _reason(text)) for text in _split(pattern)]


def _split(pattern: str) -> list[str]:
    parts, depth = [""], 0
    for piece in _TOKEN.findall(pattern):
        depth += (piece[0] == "(") - (piece == ")")
        if piece == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _reason(branch: str) -> str:
    atoms = list(_atoms(branch))
    if atoms is None or any(token[0] == "(" for token, _ in atoms):
        return _glob(branch, atoms)
    consumed = False
    for position, (token, optional) in enumerate(atoms):
        if token in ("^", "\\A") and consumed and not optional:
            return "`^` stands behind other characters"
        if token in ("$", "\\z") and any(not opt and _consumes(tok) for tok, opt in atoms[position + 1 :]):
            return "`$` stands before other characters"
        consumed = consumed or (_consumes(token) and not optional)
    return _glob(branch, atoms)


def _consumes(token: str) -> bool:
    return token not in ("^", "$", "\\A", "\\z", "\\b", "\\B")


def _atoms(branch: str) -> Iterator[tuple[str, bool]]:
    """Each atom, and whether it may be left out."""
    tokens = _TOKEN.findall(branch)
    at = 0
    while at < len(tokens):
        token, at = tokens[at], at + 1
        rest = "".join(tokens[at:])
        repeat = _REPEAT.match(rest)
        yield token, bool(repeat and _OPTIONAL.match(repeat[0]))
        if repeat:
            used = ""
            while len(used) < repeat.end():
                used, at = used + tokens[at], at + 1


def _glob(branch: str, atoms: list[tuple[str, bool]]) -> str:
    """``eth*`` is what a shell would match; as a regular expression it is `et` and any number of `h`."""
    plain = re.fullmatch(r"[\w./:-]*[A-Za-z0-9_/-]{2}\*", branch)
    return "`*` repeats the character before it" if plain and ".*" not in branch and atoms else ""

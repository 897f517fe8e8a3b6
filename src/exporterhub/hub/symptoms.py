"""From a symptom in the visitor's words ("replica lag") to the alert of an entry that watches for it."""

from __future__ import annotations

import re
from typing import NamedTuple

from exporterhub.catalog import Catalog, Rule

__all__ = ["Symptoms"]

_WORD = re.compile(r"[a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_TEMPLATE = re.compile(r"\{\{.*?\}\}")
_PASSED_OVER = frozenset(
    ("a", "an", "and", "are", "at", "for", "has", "in", "is", "my", "no", "of", "on", "out", "the", "to", "too")
)
_STEM = 5
"""Characters that a word shares with its other forms: expires, expiry, expiration."""


class _Alert(NamedTuple):
    name: str
    places: tuple[tuple[int, str], ...]
    """Words of its name, summary and description, and what finding one there is worth."""

    def worth(self, word: str) -> int:
        return next((worth for worth, text in self.places if f" {word}" in text), 0)


class Symptoms:
    """The words of all alerts of a catalog; those of an entry are read when they are first asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self._entries = catalog.entries
        self._alerts: dict[str, list[_Alert]] = {}

    def alert(self, slug: str, words: str) -> str:
        """The name of the entry's alert that fits best; empty where none does, or the words only name the entry."""
        exporter = self._entries[slug].exporter
        known = _spaced(f"{exporter.name} {exporter.technology} {slug}")
        wanted = [word[:_STEM] for word in _WORD.findall(words.lower()) if word not in _PASSED_OVER]
        symptom = [word for word in wanted if f" {word}" not in known]
        best, most = "", (3, 0)
        for alert in self._alerts_of(slug):
            found = [alert.worth(word) for word in symptom]
            # The trouble comes last: "disk full" is rather about being full than about a disk.
            points = sum(found), max((place for place, worth in enumerate(found) if worth > 1), default=0)
            if points > most:
                best, most = alert.name, points
        return best

    def _alerts_of(self, slug: str) -> list[_Alert]:
        if slug not in self._alerts:
            rules = self._entries[slug].rules
            self._alerts[slug] = [_alert(rule) for rule in rules if rule.kind == "alert"]
        return self._alerts[slug]


def _alert(rule: Rule) -> _Alert:
    said = [rule.annotations.get(name, "") for name in ("summary", "description")]
    texts = (_HUMP.sub(" ", rule.name), *said)
    return _Alert(rule.name, tuple(zip((4, 2, 1), map(_spaced, texts), strict=True)))


def _spaced(text: str) -> str:
    return " " + " ".join(_WORD.findall(_TEMPLATE.sub("", text).lower()))

"""Which families of a page are known, and which sample names are theirs.

Text pages are grouped as ``expfmt`` does it, OpenMetrics pages as OpenMetrics 1.0 names the samples of each type.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet

from exporterhub.messages import say

from .model import Limits
from .report import Report

__all__ = ["Header", "Registry"]

_TEXT_SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("_sum", "_count")}
_OPENMETRICS_SUFFIXES = {
    "counter": ("_total", "_created"),
    "histogram": ("_bucket", "_sum", "_count", "_created"),
    "gaugehistogram": ("_bucket", "_gsum", "_gcount"),
    "summary": ("_sum", "_count", "_created"),
    "info": ("_info",),
}


class Header:
    """What is known of a family for the length of the page."""

    unit: str | None = None
    sampled = False  # samples of it were handed out
    given = False  # and more of them would come after those of others
    interleaved = False  # and did, and were warned of

    def __init__(self, kind: str | None = None, text: str | None = None) -> None:
        self.type = kind
        self.help = text


class Registry:
    """The families of a page so far; it grows with their number, which is limited, and not with that of the samples."""

    __slots__ = ("_limits", "_owners", "_report", "headers", "suffixes", "whole", "whole_fields")

    def __init__(self, report: Report, limits: Limits, *, openmetrics: bool) -> None:
        self._report = report
        self._limits = limits
        self.suffixes = _OPENMETRICS_SUFFIXES if openmetrics else _TEXT_SUFFIXES
        self._owners: dict[str, str] = {}  # sample names by the family that has them besides its own name
        self.headers: dict[str, Header] = {}
        # Families that stood together and are handed out: tuples, in which type and help are at these places.
        self.whole: dict[str, tuple[object, ...]] = {}
        self.whole_fields = (1, 0)

    def family_of(self, name: str) -> str:
        """The known family that a sample name is of; empty where there is none."""
        if name in self.headers or name in self.whole:
            return name
        return self._owners.get(name, "")

    def are_new(self, names: AbstractSet[str], claims: dict[str, Collection[str]]) -> bool:
        """Whether names of families are neither known nor sample names of families, those of ``claims`` included."""
        known = (self.headers.keys(), self.whole.keys(), self._owners.keys())
        if not all(names.isdisjoint(some) for some in known if some):
            return False
        claimed = {member for members in claims.values() for member in members}
        return len(names & claimed) == len(claims)

    def type_of(self, name: str) -> str | None:
        """The type of the family of a sample name, as far as it is known."""
        family = self.family_of(name)
        header = self.headers.get(family)
        if header:
            return header.type
        whole = self.whole.get(family)
        return str(whole[self.whole_fields[0]]) if whole else None

    def header(self, name: str) -> Header:
        """The header of a family, new or old."""
        header = self.headers.get(name)
        if header:
            return header
        whole = self.whole.pop(name, None)
        if whole is None:
            return self.begin(name, None, None)
        kind, text = self.whole_fields
        header = self.headers[name] = Header(str(whole[kind]), str(whole[text]) or None)
        header.given = header.sampled = True
        return header

    def begin(self, name: str, kind: str | None, text: str | None) -> Header:
        """A family that is met for the first time."""
        header = self.headers[name] = Header(kind, text)
        self.check_room()
        return header

    def check_room(self) -> None:
        """Refuse the page when it has more families than are remembered."""
        if len(self.headers) + len(self.whole) > self._limits.families:
            self._report.stop(
                "exposition/too-many-families",
                say("more than %(limit)s families", limit=str(self._limits.families)),
                expected=say("a page with fewer families"),
            )

    def members(self, name: str, kind: str | None) -> Collection[str]:
        """The sample names that belong to a family for certain: those that are not families of their own."""
        suffixes = self.suffixes.get(kind or "")
        if not suffixes:
            return (name,)
        others = [name + suffix for suffix in suffixes]
        return {name, *(other for other in others if other not in self.headers and other not in self.whole)}

    def claim(self, name: str, members: Collection[str]) -> None:
        """Remember the sample names of a family."""
        for member in members:
            if member != name:
                self._owners[member] = name

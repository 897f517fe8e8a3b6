"""A search: words, facets and an order. The same for page and API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args
from urllib.parse import urlencode

__all__ = ["FACETS", "MAX_WORDS", "SORTS", "SearchQuery", "Sort"]

Sort = Literal["relevance", "tier", "name", "versions", "metrics", "alerts", "popular"]
SORTS: tuple[Sort, ...] = get_args(Sort)
FACETS = ("category", "tier", "maintainer", "kind")
MAX_WORDS = 200
"""Characters of the search field that are read."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Empty values choose everything."""

    q: str = ""
    category: str = ""
    tier: str = ""
    maintainer: str = ""
    kind: str = ""
    sort: str = ""

    @classmethod
    def read(cls, values: Mapping[str, str]) -> SearchQuery:
        """From query parameters; unknown ones and unknown orders are passed over."""
        known = {field.name: values.get(field.name, "").strip()[:MAX_WORDS] for field in fields(cls)}
        if known["sort"] not in SORTS:
            known["sort"] = ""
        return cls(**known)

    def sorted_by(self, sort: str) -> SearchQuery:
        """The same search in another order."""
        return replace(self, sort=sort)

    @property
    def order(self) -> str:
        """The order asked for: by relevance where there are words, else by tier."""
        if self.sort and not (self.sort == "relevance" and not self.q):
            return self.sort
        return "relevance" if self.q else "tier"

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """Facets that are chosen, with their values."""
        return tuple((name, value) for name in FACETS if (value := getattr(self, name)))

    def link(self, **changes: str) -> str:
        """The home page's address with this search, changed."""
        changed = replace(self, **changes)
        pairs = [(field.name, getattr(changed, field.name)) for field in fields(changed)]
        text = urlencode([(name, value) for name, value in pairs if value])
        return f"/?{text}" if text else "/"

    def fits(self, values: object, *, but: str = "") -> bool:
        """Whether a summary has every chosen value; ``but`` names a facet to pass over."""
        return all(getattr(values, name) == value for name, value in self.chosen if name != but)


def counted(values: Iterable[str]) -> list[tuple[str, int]]:
    """Values with their counts, the most frequent first, then by name."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].lower()))

"""The guide: it is there where there are rules, and its links are safe to follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.catalog._entry import Catalog, Entry
from exporterhub.catalog._text import shown
from exporterhub.errors import Finding

__all__ = ["check"]

_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|<([a-z][a-z0-9+.-]*:[^>\s]+)>|^\s{0,3}\[[^\]]+\]:\s*(\S+)", re.IGNORECASE)
_FENCE = re.compile(r"\s*(```|~~~)")


def check(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Findings ``guide/missing`` and ``guide/link``."""
    del catalog
    if entry.rules and not entry.guide.strip():
        message = "the entry has rules and no guide"
        remedy = "add guide.md: what to do on the service's side, security, pitfalls"
        yield Finding("guide/missing", "error", message, remedy, file=shown(entry.folder / "guide.md"))
    if "guide.md" in entry.files:
        file = shown(entry.files["guide.md"])
        for number, column, link in _links(entry.guide):
            if not link.startswith(("https://", "#")):
                message = f"the link {link!r} is not https"
                yield Finding(
                    "guide/link", "error", message, "use an https:// address", file=file, line=number, column=column
                )


def _links(text: str) -> Iterator[tuple[int, int, str]]:
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            bare = re.sub(r"`[^`]*`", lambda code: " " * len(code[0]), line)
            for match in _LINK.finditer(bare):
                group = next(index for index in (1, 2, 3) if match[index])
                yield number, match.start(group) + 1, match[group]

"""The guide is proven: its blocks were run in the lab, its metrics were seen in a recording."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.catalog._entry import Catalog, Entry
from exporterhub.catalog._text import shown
from exporterhub.errors import Finding

__all__ = ["check"]

_FENCE = re.compile(r"\s*(?:```|~~~)\s*(?P<info>.*)")
_CODE = re.compile(r"`([^`]+)`")
_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_COMMENT = ("#", "--", "//", ";")
ELSEWHERE = "elsewhere"
"""The word after a block's language that says: this cannot be run in a lab (systemctl, kubectl, another machine)."""


def check(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Findings ``guide/not-run`` and ``guide/unseen-metric``; none for an entry without a lab or recordings."""
    if "guide.md" not in entry.files or entry.lab is None:
        return
    file = shown(entry.files["guide.md"])
    ran = _squeezed(" ".join(_strings(entry.lab.model_dump())))
    seen = _seen(entry)
    for number, line, fenced in _lines(entry.guide):
        if fenced and _squeezed(line) not in ran:
            message = f"the lab does not run this line: {line.strip()}"
            remedy = f"make lab.yaml do it, or mark the block `{ELSEWHERE}` when no lab can"
            yield Finding("guide/not-run", "error", message, remedy, file=file, line=number, column=1)
        elif not fenced and seen:
            for name in _unseen(entry, line, seen):
                if any(name in _seen(other) for other in catalog if other is not entry):
                    continue  # a guide may point to what another exporter calls the same thing
                message = f"no recording has the metric {name}"
                remedy = "name what a recording has, or record the run that has it"
                column = line.index(name) + 1
                yield Finding("guide/unseen-metric", "error", message, remedy, file=file, line=number, column=column)


def _seen(entry: Entry) -> set[str]:
    return {name for recording in entry.recordings for name in _names(recording.inventory())}


def _lines(guide: str) -> Iterator[tuple[int, str, bool]]:
    """Number, text and whether it stands in a block to be run. Blocks for elsewhere, and comments, are passed over."""
    info: str | None = None
    for number, line in enumerate(guide.splitlines(), 1):
        fence = _FENCE.match(line)
        if fence:
            info = fence["info"] if info is None else None
        elif info is None:
            yield number, line, False
        elif ELSEWHERE not in info.split() and line.strip() and not line.strip().startswith(_COMMENT):
            yield number, line, True


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(key)
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


def _squeezed(text: str) -> str:
    """Without the white space that YAML folds and indents."""
    return " ".join(text.split())


def _names(inventory: object) -> Iterator[str]:
    from exporterhub.exposition import Inventory

    if isinstance(inventory, Inventory):
        for name, info in inventory.families.items():
            yield name
            yield from info.sample_names


def _unseen(entry: Entry, line: str, seen: set[str]) -> Iterator[str]:
    """Metrics in backticks that belong to this exporter by their first word and are in no recording."""
    words = {name.split("_", 1)[0] for name in seen if "_" in name}
    programs = _squeezed(" ".join(_strings(entry.exporter.model_dump(exclude={"fingerprint"}))))
    for code in _CODE.findall(line):
        name = code.split("{", 1)[0]
        if not _METRIC.fullmatch(name) or "_" not in name or name.split("_", 1)[0] not in words:
            continue
        if name not in seen and name not in programs and not name.endswith(("_", "_exporter")):
            yield name

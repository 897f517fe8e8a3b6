"""Families written as a page, in either format.

Numbers are spelled as Go spells them. Label names keep their order. Invalid UTF-8 (lone surrogates, as
``os.fsdecode`` makes them) becomes U+FFFD: Prometheus refuses a whole page for one such byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .content import escaping_of, is_openmetrics
from .merge import merge
from .model import Family
from .names import Escaping
from .series import Style, metric_name, write_samples
from .shape import Written, written

__all__ = ["encode", "metadata", "render", "render_chunks", "style_of"]

_REMEMBERED = 8192  # families, from scrape to scrape

_SURROGATE = re.compile("[\ud800-\udfff]")


def render(families: Iterable[Family], content_type: str, *, escaping: Escaping | None = None) -> bytes:
    """A whole page in the format of ``content_type`` (as ``negotiate`` gives it).

    Names that are not of the legacy characters are escaped by ``escaping``, else by the content type's ``escaping``
    parameter, else with underscores. Families of the same name are merged, and their duplicate series dropped.
    """
    every = list(families)
    if len({family.name for family in every}) < len(every):
        every = merge(every)
    return b"".join(map(encode, _texts(every, style_of(content_type, escaping))))


def render_chunks(
    families: Iterable[Family], content_type: str, *, escaping: Escaping | None = None
) -> Iterator[bytes]:
    """The page family by family, for families that come one at a time; a repeated name gets no second TYPE line."""
    return map(encode, _texts(families, style_of(content_type, escaping)))


def style_of(content_type: str, escaping: Escaping | None) -> Style:
    """How to write a page of a content type."""
    return Style(is_openmetrics(content_type), escaping or escaping_of(content_type) or "underscores")


def encode(text: str) -> bytes:
    """UTF-8, with U+FFFD for what is none."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode("utf-8")


def _texts(families: Iterable[Family], style: Style) -> Iterator[str]:
    begun: set[str] = set()
    for family in families:
        text = ""
        for part in written(family, openmetrics=style.openmetrics):
            if part.name not in begun:
                begun.add(part.name)
                text += metadata(part, style)
            text += write_samples(part.name, part.type, part.samples, style)
        yield text
    if style.openmetrics:
        yield "# EOF\n"


def metadata(part: Written, style: Style) -> str:
    """The HELP, TYPE and UNIT lines of a family."""
    return _metadata(part.name, part.type, part.help, part.unit, style)


@lru_cache(maxsize=_REMEMBERED)
def _metadata(name: str, kind: str, text: str, unit: str, style: Style) -> str:
    name = metric_name(name, style)
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    if style.openmetrics:
        text = text.replace('"', '\\"')
    lines = f"# HELP {name} {text}\n" if text else ""
    lines += f"# TYPE {name} {kind}\n"
    return f"{lines}# UNIT {name} {unit}\n" if style.openmetrics and unit else lines

"""Lines that begin with ``#``: HELP, TYPE, UNIT, ``# EOF``, and comments, which only the text format has."""

from __future__ import annotations

import re
from typing import NamedTuple

from exporterhub.messages import say

from .line import read_name, unescape, without_return
from .report import Report

__all__ = ["EOF", "Metadata", "read_comment"]

TEXT_TYPES = frozenset({"counter", "gauge", "histogram", "summary", "untyped"})
OPENMETRICS_TYPES = frozenset(
    {"counter", "gauge", "gaugehistogram", "histogram", "info", "stateset", "summary", "unknown"}
)

_TEXT_KEYWORD = re.compile(r"[ \t]*#[ \t]+(HELP|TYPE)[ \t]+")
_TEXT_GAP = re.compile(r"[ \t]+|$")
_OPENMETRICS_KEYWORD = re.compile(r"# (HELP|TYPE|UNIT) ")


class Metadata(NamedTuple):
    """What a HELP, TYPE or UNIT line says. ``column`` is where its text begins."""

    keyword: str
    name: str
    text: str
    column: int


EOF = Metadata("EOF", "", "", 1)


def read_comment(line: str, report: Report, *, openmetrics: bool) -> Metadata | None:
    """What the line says, or None for a comment. Problems go to the report, which raises or skips the line."""
    return _read_openmetrics(line, report) if openmetrics else _read_text(line, report)


def _read_text(line: str, report: Report) -> Metadata | None:
    found = _TEXT_KEYWORD.match(line)
    if not found:
        return None
    keyword = found[1]
    if keyword == "TYPE":
        line = without_return(line, report)
    name, end = read_name(line, found.end(), report, openmetrics=False)
    gap = _TEXT_GAP.match(line, end)
    if not gap:
        report.refuse(
            "exposition/bad-name",
            say("%(found)s in a metric name", found=repr(line[end])),
            column=end + 1,
            expected=say("a blank"),
        )
    # Prometheus takes any number of blanks before a help text, and one before a type.
    column = (gap.end() if keyword == "HELP" else min(end + 1, gap.end())) + 1
    text = line[column - 1 :]
    if keyword == "HELP":
        text = text if report.strict else text.removesuffix("\r")  # which both parsers take as a part of the text
        return Metadata("HELP", name, unescape(text, report, column, openmetrics=False), column)
    return Metadata("TYPE", name, _type(text, TEXT_TYPES, "untyped", report, column), column)


def _read_openmetrics(line: str, report: Report) -> Metadata | None:
    if line == "# EOF":
        return EOF
    found = _OPENMETRICS_KEYWORD.match(line)
    if not found:
        report.refuse(
            "exposition/bad-comment",
            say("OpenMetrics has no comments"),
            expected=say("'# HELP ', '# TYPE ', '# UNIT ' or '# EOF'"),
        )
    keyword = found[1]
    name, end = read_name(line, found.end(), report, openmetrics=True)
    if line[end : end + 1] != " ":
        report.refuse(
            "exposition/bad-comment", say("no space after the metric name"), column=end + 1, expected=say("one space")
        )
    column = end + 2
    text = line[end + 1 :]
    if keyword == "HELP":
        text = unescape(text, report, column, openmetrics=True)
    elif keyword == "TYPE":
        text = _type(without_return(text, report), OPENMETRICS_TYPES, "unknown", report, column)
    elif text and not name.endswith(f"_{text}"):
        report.error(
            "exposition/bad-unit",
            say("unit %(unit)s does not end the name %(name)s", unit=repr(text), name=repr(name)),
            column=column,
            expected=say("a name that ends with '_%(unit)s'", unit=text),
        )
    return Metadata(keyword, name, text, column)


def _type(text: str, known: frozenset[str], fallback: str, report: Report, column: int) -> str:
    if text in known:
        return text
    shown = text if len(text) <= 40 else f"{text[:40]}..."
    report.error(
        "exposition/bad-type",
        say("%(found)s is no metric type", found=repr(shown)) if text else say("the type is missing"),
        column=column,
        expected=say("one of %(types)s", types=", ".join(sorted(known))),
    )
    return fallback

"""One line, read character by character: every deviation is named, with its column.

This is the measure: the quick paths of ``quick.py`` take only lines that this module reads to the same values, and
leave the others to it. Follows "Text-based format" and "OpenMetrics 1.0" as Prometheus 3 and ``expfmt`` read them.
"""

from __future__ import annotations

import math
import re
from typing import NoReturn

from exporterhub.messages import say

from .floats import parse_float
from .model import Exemplar, Sample
from .names import LABEL, METRIC
from .report import Report

__all__ = ["read_name", "read_sample", "unescape", "without_return"]

_QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"')
_BLANKS = re.compile(r"[ \t]*")
_NOTHING = re.compile("")
_TOKEN = re.compile(r"[^ \t]+")
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_ESCAPES = {"\\": "\\", "n": "\n", '"': '"'}
_MILLISECONDS = re.compile(r"0*[0-9]{1,19}")
_LARGEST_MILLISECONDS = 2**63 - 1


class _Reader:
    """A line, where reading has come to, and the rules of its format."""

    __slots__ = ("blanks", "line", "openmetrics", "place", "report")

    def __init__(self, line: str, report: Report, *, openmetrics: bool) -> None:
        self.line = line
        self.place = 0
        self.report = report
        self.openmetrics = openmetrics
        self.blanks = _NOTHING if openmetrics else _BLANKS

    def skip(self) -> None:
        """Past blanks, where the format allows them between any two tokens."""
        found = self.blanks.match(self.line, self.place)
        self.place = found.end() if found else self.place

    def peek(self) -> str:
        return self.line[self.place : self.place + 1]

    def take(self, expression: re.Pattern[str]) -> str:
        """What the expression matches here; empty, and nothing taken, where it does not."""
        found = expression.match(self.line, self.place)
        if not found:
            return ""
        self.place = found.end()
        return found[0]

    def refuse(self, check: str, message: str, expected: str) -> NoReturn:
        self.report.refuse(check, message, column=self.place + 1, expected=expected)

    def found(self) -> str:
        """What stands here, for messages."""
        rest = self.line[self.place :]
        return repr(rest[:1]) if rest else say("the end of the line")

    def quoted(self, what: str) -> str:
        """A quoted string, unescaped."""
        start = self.place
        text = self.take(_QUOTED)
        if not text:
            self.refuse(
                "exposition/unterminated", say("the %(what)s has no closing quote", what=what), say("a closing '\"'")
            )
        return unescape(text[1:-1], self.report, start + 2, openmetrics=self.openmetrics)


def unescape(text: str, report: Report, column: int, *, openmetrics: bool) -> str:
    r"""Text with ``\\``, ``\n`` and ``\"`` replaced; ``column`` is where it begins.

    Other escapes are kept as they are. OpenMetrics allows them ("escaped-char"), in the text format they are errors.
    """
    if "\\" not in text:
        return text

    def replace(found: re.Match[str]) -> str:
        if found[1] in _ESCAPES:
            return _ESCAPES[found[1]]
        if not openmetrics:
            report.error(
                "exposition/bad-escape",
                say("%(found)s is not an escape sequence", found=found[0]),
                column=column + found.start(),
                expected=say(r"one of \\, \n and \""),
            )
        return found[0]

    return _ESCAPE.sub(replace, text)


def read_name(line: str, place: int, report: Report, *, openmetrics: bool) -> tuple[str, int]:
    """The metric name at ``place``, quoted or not, and where it ends. Raises through the report."""
    reader = _Reader(line, report, openmetrics=openmetrics)
    reader.place = place
    name = reader.quoted(say("metric name")) if reader.peek() == '"' else reader.take(METRIC)
    if not name:
        reader.place = place
        reader.refuse("exposition/bad-name", _no_beginning(reader), say("a metric name"))
    return name, reader.place


def read_sample(line: str, report: Report, *, openmetrics: bool) -> Sample:
    """The sample on a line. Problems go to the report, which raises or skips the line."""
    line = without_return(line, report)
    reader = _Reader(line, report, openmetrics=openmetrics)
    reader.skip()
    name = reader.take(METRIC)
    if not name and reader.peek() != "{":
        _refuse_start(reader)
    after_name = reader.place
    reader.skip()
    labels: dict[str, str] = {}
    if reader.peek() == "{":
        inner, labels = _labels(reader, named=bool(name))
        name = name or inner
        after_name = -1
    value = _value(reader, after_name)
    timestamp = _timestamp(reader)
    exemplar = _exemplar(reader) if openmetrics else None
    if reader.place < len(line):
        expected = say("the end of the line") if timestamp is not None else say("a timestamp or the end of the line")
        text = say("text after the sample: %(found)s", found=_short(line[reader.place :]))
        reader.refuse("exposition/trailing-text", text, expected)
    return Sample(name, labels, value, timestamp, exemplar)


def without_return(line: str, report: Report) -> str:
    """The line without the carriage return that it must not end with."""
    if not line.endswith("\r"):
        return line
    report.error(
        "exposition/carriage-return",
        say("the line ends with a carriage return"),
        column=len(line),
        expected=say("lines that end with a line feed alone"),
    )
    return line[:-1]


def _refuse_start(reader: _Reader) -> NoReturn:
    if reader.line.startswith("\ufeff"):
        reader.refuse("exposition/bad-name", say("the page begins with a byte order mark"), say("plain UTF-8"))
    reader.refuse("exposition/bad-name", _no_beginning(reader), say("a metric name"))


def _labels(reader: _Reader, *, named: bool, exemplar: bool = False) -> tuple[str, dict[str, str]]:
    """The name inside the braces (empty where there is none) and the labels; reading stands at the opening brace."""
    opening = reader.place
    reader.place += 1
    name = ""
    labels: dict[str, str] = {}
    while True:
        reader.skip()
        if reader.peek() == "}":
            break
        start = reader.place
        label, quoted = _label_name(reader)
        reader.skip()
        if quoted and reader.peek() in (",", "}") and not exemplar:
            if named or name:
                reader.place = start
                reader.refuse("exposition/bad-name", say("the metric name stands here a second time"), "'='")
            name = label
        else:
            _label_value(reader, label, start, labels)
        reader.skip()
        if reader.peek() != ",":
            break
        reader.place += 1
    if reader.peek() != "}":
        reader.refuse("exposition/bad-label", say("%(found)s after a label", found=reader.found()), say("',' or '}'"))
    reader.place += 1
    if not (named or name or exemplar):
        reader.place = opening
        reader.refuse("exposition/bad-name", say("the sample has no metric name"), say("a metric name"))
    return name, labels


def _label_name(reader: _Reader) -> tuple[str, bool]:
    start = reader.place
    if reader.peek() == '"':
        label = reader.quoted(say("label name"))
        if not label:
            reader.place = start
            reader.refuse("exposition/bad-label", say("a name is empty"), say("a label name"))
        return label, True
    label = reader.take(LABEL)
    if not label:
        text = say("%(found)s cannot begin a label name", found=reader.found())
        reader.refuse("exposition/bad-label", text, say("a label name or '}'"))
    return label, False


def _label_value(reader: _Reader, label: str, start: int, labels: dict[str, str]) -> None:
    if reader.peek() != "=":
        text = say("%(found)s after label name %(label)s", found=reader.found(), label=repr(label))
        reader.refuse("exposition/bad-label", text, "'='")
    reader.place += 1
    reader.skip()
    if reader.peek() != '"':
        text = say("%(found)s before the value of label %(label)s", found=reader.found(), label=repr(label))
        reader.refuse("exposition/bad-label", text, "'\"'")
    value = reader.quoted(say("label value"))
    if label == "__name__":
        reader.place = start
        reader.refuse("exposition/bad-label", say("label name '__name__' is reserved"), say("another label name"))
    if label in labels:
        reader.report.error(
            "exposition/duplicate-label",
            say("label %(label)s stands twice", label=repr(label)),
            column=start + 1,
            expected=say("each label once"),
        )
    labels.setdefault(label, value)


def _value(reader: _Reader, after_name: int) -> float:
    if reader.openmetrics:
        if reader.peek() != " ":
            text = say("%(found)s before the value", found=reader.found())
            reader.refuse("exposition/bad-value", text, say("one space and a number"))
        reader.place += 1
    else:
        reader.skip()
        if reader.place == after_name and reader.place < len(reader.line):
            text = say("%(found)s in a metric name", found=reader.found())
            reader.refuse("exposition/bad-name", text, say("a label set or a value"))
    return _number(reader, say("value"))


def _number(reader: _Reader, what: str) -> float:
    start = reader.place
    token = reader.take(_TOKEN)
    value = 0.0
    try:
        value = parse_float(token)
    except ValueError as problem:
        reader.place = start
        if not token:
            text = say("no %(what)s", what=what)
        elif "range" in str(problem):
            text = say("%(found)s as %(what)s (out of range)", found=_short(token), what=what)
        else:
            text = say("%(found)s as %(what)s", found=_short(token), what=what)
        reader.refuse("exposition/bad-value", text, say("a number as Go writes it: 1, 0.5, 1e+06, +Inf, NaN"))
    return value


def _timestamp(reader: _Reader) -> float | None:
    """In seconds: text has whole milliseconds, OpenMetrics has seconds."""
    if reader.openmetrics:
        if reader.peek() != " " or reader.line.startswith(" # ", reader.place):
            return None
        reader.place += 1
        return _finite(reader)
    if reader.place == len(reader.line):
        return None
    reader.skip()
    start = reader.place
    if reader.line.startswith("# {", start):
        reader.refuse(
            "exposition/bad-exemplar",
            say("an exemplar, which the text format has not"),
            say("a timestamp, or OpenMetrics"),
        )
    token = reader.take(_TOKEN)
    if not _MILLISECONDS.fullmatch(token) or int(token) > _LARGEST_MILLISECONDS:
        reader.place = start
        text = say("blanks after the value")
        if token:
            text = say("%(found)s as %(what)s", found=_short(token), what=say("timestamp"))
        reader.refuse("exposition/bad-timestamp", text, say("whole milliseconds since the epoch"))
    return int(token) / 1000


def _finite(reader: _Reader) -> float:
    start = reader.place
    value = _number(reader, say("timestamp"))
    if not math.isfinite(value):
        reader.place = start
        text = say("a timestamp that is not finite")
        reader.refuse("exposition/bad-timestamp", text, say("seconds since the epoch"))
    return value


def _exemplar(reader: _Reader) -> Exemplar | None:
    if not reader.line.startswith(" # {", reader.place):
        return None
    reader.place += 3
    _, labels = _labels(reader, named=False, exemplar=True)
    if reader.peek() != " ":
        text = say("%(found)s after the exemplar's labels", found=reader.found())
        reader.refuse("exposition/bad-exemplar", text, say("one space and a number"))
    reader.place += 1
    value = _number(reader, say("exemplar value"))
    timestamp = None
    if reader.peek() == " ":
        reader.place += 1
        timestamp = _finite(reader)
    return Exemplar(labels, value, timestamp)


def _no_beginning(reader: _Reader) -> str:
    return say("%(found)s cannot begin a metric name", found=reader.found())


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}...")

"""Prometheus rule files, read as ``promtool check rules`` reads them.

Reading goes on after a problem, so that one run shows them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporterhub.catalog import _duration
from exporterhub.catalog._near import did_you_mean
from exporterhub.catalog._rule import Comment, Rule, RuleKind
from exporterhub.catalog._text import read_text
from exporterhub.catalog._yaml import Document, Key, Place, read_yaml
from exporterhub.errors import Finding, Severity

if TYPE_CHECKING:
    from exporterhub.promql import QuerySyntaxError

__all__ = ["query_finding", "read_rules"]

_GROUP_KEYS = ("name", "interval", "query_offset", "limit", "labels", "rules")
_RULE_KEYS = ("alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations")
_ALERT_ONLY = ("for", "keep_firing_for", "annotations")
_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*", re.ASCII)
_ANCHOR = re.compile(r"(?:[&!]\S+\s+)+")
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)

_COMMENT = re.compile(r"\s*(#.*)")
_NO_TOKEN = re.compile(r"\s*(#.*)?")

Path_ = tuple[Key, ...]


def read_rules(source: Path | str, file: str = "") -> tuple[list[Rule], list[Finding]]:
    """Rules of a file (``Path``) or of text (``str``), and what Prometheus would refuse.

    Rules that Prometheus would refuse are left out, but for those whose query it cannot read: whoever reads
    the query says so (``query_finding``). Finding ids begin with ``rules/``. Raises BadInput when the file
    cannot be read.
    """
    if isinstance(source, Path):
        file = file or str(source)
        text, findings = read_text(source, file, family="rules")
    else:
        text, findings = source, []
    document = read_yaml(text, file, family="rules", raw=True)
    reader = _Reader(document, [*findings, *document.findings])
    if not any(finding.id == "rules/yaml" for finding in reader.findings):
        reader.read()
    return reader.rules, sorted(reader.findings, key=lambda finding: (finding.line, finding.column))


def query_finding(rule: Rule, problem: QuerySyntaxError | None = None) -> Finding | None:
    """The finding ``query/syntax`` where the query of ``rule`` is none; ``problem`` saves reading it again."""
    if problem is None:
        from exporterhub.promql import examine

        problem = examine(rule.expr).problem
    if problem is None:
        return None
    expected = f", expected {problem.expected}" if problem.expected else ""
    place = rule.place(problem.offset)
    return Finding(
        "query/syntax",
        "error",
        f"{problem.problem}{expected}",
        problem.remedy or "Correct the query at this place.",
        file=rule.file,
        line=place.line,
        column=place.column,
    )


class _Reader:
    def __init__(self, document: Document, findings: list[Finding]) -> None:
        self.document = document
        self.findings = findings
        self.rules: list[Rule] = []
        self.lines = document.text.split("\n")

    def report(
        self,
        path: Path_,
        rule: str,
        message: str,
        remedy: str = "",
        *,
        key: bool = False,
        severity: Severity = "error",
        place: Place | None = None,
    ) -> None:
        line, column = place or self.document.place(path, key=key)
        self.findings.append(
            Finding(f"rules/{rule}", severity, message, remedy, file=self.document.file, line=line, column=column)
        )

    # --- the file and its groups ----------------------------------------------------------------------------

    def read(self) -> None:
        data = self.document.data
        if data is None or data == {}:
            remedy = "begin with `groups:` and a list of groups with a name and rules"
            self.report((), "no-groups", "the file has no groups", remedy, severity="warning")
        elif self.mapping((), data, ("groups",)):
            seen: set[str] = set()
            for path, group in self.items(("groups",), data.get("groups")):
                if self.mapping(path, group, _GROUP_KEYS):
                    self.group(path, group, seen)

    def group(self, path: Path_, group: dict[str, Any], seen: set[str]) -> None:
        name = self.scalar((*path, "name"), group.get("name"))
        if not name:
            self.report(path, "group-name", "the group has no name", "add `name:`")
        elif name in seen:
            remedy = "rename it or move its rules into the other"
            self.report((*path, "name"), "duplicate-group", f"two groups of this file are called {name!r}", remedy)
        seen.add(name)
        self.group_settings(path, group)
        labels = self.labels((*path, "labels"), group.get("labels"))
        for rule_path, rule in self.items((*path, "rules"), group.get("rules")):
            if self.mapping(rule_path, rule, _RULE_KEYS):
                self.rule(rule_path, rule, name, self.scalar((*path, "interval"), group.get("interval")), labels)

    def group_settings(self, path: Path_, group: dict[str, Any]) -> None:
        self.duration((*path, "interval"), group.get("interval"))
        self.duration((*path, "query_offset"), group.get("query_offset"))
        limit = self.scalar((*path, "limit"), group.get("limit"))
        if limit and not re.fullmatch(r"[+-]?[0-9]+", limit, re.ASCII):
            self.report((*path, "limit"), "bad-value", f"'limit' is {limit!r}, expected a whole number")

    # --- a rule ---------------------------------------------------------------------------------------------

    def rule(self, path: Path_, rule: dict[str, Any], group: str, interval: str, shared: dict[str, str]) -> None:
        before = sum(finding.severity == "error" for finding in self.findings)
        kind, name = self.kind(path, rule)
        for key in _ALERT_ONLY if kind == "record" else ():
            if key in rule:
                message = f"a recording rule has no {key!r}"
                self.report((*path, key), "record-field", message, f"remove {key!r}", key=True)
        if kind == "record" and not _METRIC.fullmatch(name):
            remedy = "use letters, digits, _ and :, as level:metric:operations"
            self.report((*path, "record"), "metric-name", f"{name!r} is not a metric name", remedy)
        expr = self.scalar((*path, "expr"), rule.get("expr"))
        for_ = self.duration((*path, "for"), rule.get("for"))
        keep = self.duration((*path, "keep_firing_for"), rule.get("keep_firing_for"))
        labels = self.labels((*path, "labels"), rule.get("labels"))
        annotations = self.labels((*path, "annotations"), rule.get("annotations"))
        self.templates(path, labels if kind == "alert" else {}, annotations)
        start, source = self.source((*path, "expr"))
        found = Rule(
            group=group,
            name=name,
            kind=kind,
            expr=expr,
            for_=for_,
            keep_firing_for=keep,
            labels={**shared, **labels},
            annotations=annotations,
            file=self.document.file,
            line=self.document.place(path).line,
            expr_line=start.line,
            expr_column=start.column,
            interval=interval,
            places=self.places(path, rule),
            source=source,
            comments=tuple(self.comments(path)),
        )
        if not expr.strip():
            self.report(path, "expr", f"{name or 'the rule'} has no 'expr'", "add the query as `expr:`")
        if name and before == sum(finding.severity == "error" for finding in self.findings):
            self.rules.append(found)

    def kind(self, path: Path_, rule: dict[str, Any]) -> tuple[RuleKind, str]:
        alert = self.scalar((*path, "alert"), rule.get("alert"))
        record = self.scalar((*path, "record"), rule.get("record"))
        if alert and record:
            self.report((*path, "record"), "kind", "the rule has both 'alert' and 'record'", "keep one", key=True)
        elif not alert and not record:
            self.report(path, "kind", "the rule has neither 'alert' nor 'record'", "add `alert:` and a name")
        return ("record", record) if record and not alert else ("alert", alert)

    def templates(self, path: Path_, labels: dict[str, str], annotations: dict[str, str]) -> None:
        for part, values in (("labels", labels), ("annotations", annotations)):
            for key, value in values.items():
                if not _balanced(value):
                    message = f"{part}.{key} has {{{{ and }}}} that do not pair"
                    self.report((*path, part, key), "template", message, "close each {{ with }}")

    # --- values ---------------------------------------------------------------------------------------------

    def mapping(self, path: Path_, value: Any, known: tuple[str, ...]) -> bool:
        if not isinstance(value, dict):
            self.report(path, "bad-value", f"expected a mapping with {', '.join(known)}")
            return False
        for key in value:
            if key not in known:
                remedy = did_you_mean(key, known) or f"Prometheus knows {', '.join(known)} here"
                self.report((*path, key), "unknown-key", f"the key {key!r} is not known here", remedy, key=True)
        return True

    def items(self, path: Path_, value: Any) -> Iterator[tuple[Path_, Any]]:
        if isinstance(value, list):
            yield from (((*path, position), item) for position, item in enumerate(value))
        elif value not in (None, ""):
            self.report(path, "bad-value", f"{path[-1]!r} must be a list", "begin each item with a hyphen")

    def scalar(self, path: Path_, value: Any) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        self.report(path, "bad-value", f"{path[-1]!r} must be text")
        return ""

    def duration(self, path: Path_, value: Any) -> str:
        text = self.scalar(path, value)
        # An empty text is refused, a key without a value is as good as absent.
        given = bool(text) or getattr(self.document.node(path), "style", None) in ("'", '"')
        try:
            if given:
                _duration.seconds(text)
        except ValueError as error:
            self.report(path, "duration", f"{path[-1]!r} is {text!r}: {error}", "write for example 5m")
        return text

    def labels(self, path: Path_, value: Any) -> dict[str, str]:
        if value in (None, ""):
            return {}
        if not isinstance(value, dict):
            self.report(path, "bad-value", f"{path[-1]!r} must be a mapping of names to texts")
            return {}
        for name in value:
            if not _LABEL.fullmatch(name) or (path[-1] == "labels" and name == "__name__"):
                remedy = "use letters, digits and _; not a digit first"
                self.report((*path, name), "label-name", f"{name!r} is not a label name", remedy, key=True)
        return {name: self.scalar((*path, name), item) for name, item in value.items()}

    # --- places ---------------------------------------------------------------------------------------------

    def places(self, path: Path_, rule: dict[str, Any]) -> dict[str, Place]:
        found = {key: self.document.place((*path, key)) for key in rule}
        for part in ("labels", "annotations"):
            inner = rule.get(part)
            for key in inner if isinstance(inner, dict) else ():
                found[f"{part}.{key}"] = self.document.place((*path, part, key))
        return found

    def comments(self, path: Path_) -> Iterator[Comment]:
        """The comment lines right above a rule, and those between its first and its last line."""
        node = self.document.node(path)
        if node is None:
            return
        # A block mapping ends where the next token begins: what stands right before that belongs to the next rule.
        first, last = node.start_mark.line, node.end_mark.line - (not getattr(node, "flow_style", False))
        while first and _COMMENT.match(self.lines[first - 1]):
            first -= 1
        while last > node.start_mark.line and _NO_TOKEN.fullmatch(self.lines[last]):
            last -= 1
        for number in range(first, last + 1):
            found = _COMMENT.match(self.lines[number])
            if found:
                yield Comment(found[1].rstrip(), number + 1, found.start(1) + 1)

    def source(self, path: Path_) -> tuple[Place, str]:
        """Where the text of a scalar begins, and the text of the file from there to the scalar's end."""
        node, text = self.document.node(path), self.document.text
        if node is None:
            return self.document.place(path), ""
        first, end = node.start_mark.index, node.end_mark.index
        style = getattr(node, "style", None)
        anchor = _ANCHOR.match(text, first, end)
        start = anchor.end() if anchor else first
        if style in ("|", ">"):
            start = text.find("\n", first, end) + 1 or end
            start += len(text[start:end]) - len(text[start:end].lstrip())
        elif style in ("'", '"'):
            start, end = start + 1, end - 1
        skipped = text[first:start]
        line = node.start_mark.line + skipped.count("\n") + 1
        column = start - text.rfind("\n", 0, start) if "\n" in skipped else node.start_mark.column + len(skipped) + 1
        return Place(line, column), text[start:end]


def _balanced(template: str) -> bool:
    opened = False
    for mark in re.findall(r"\{\{|\}\}", template):
        if opened == (mark == "{{"):
            return False
        opened = not opened
    return not opened

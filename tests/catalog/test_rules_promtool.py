"""promtool as the judge: what it refuses in a rule file we find, and what it accepts we accept."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.catalog import query_finding, read_rules
from exporterhub.programs import Root, debian_root, run_tool

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]

RULE = "groups: [{{name: g, rules: [{rule}]}}]\n"
RULES = [
    "{alert: A, expr: up}",
    "{alert: A, expr: up, for: 5m, keep_firing_for: 1h30m, labels: {a: 1}, annotations: {b: c}}",
    "{alert: A, expr: up, for: 5 minutes}",
    "{alert: A, expr: up, for: 1.5h}",
    "{alert: A, expr: up, for: 5}",
    "{alert: A, expr: up, for: 0}",
    "{alert: A, expr: up, for: 0s}",
    "{alert: A, expr: up, for: 1m1h}",
    "{alert: A, expr: up, for: ''}",
    "{alert: A, expr: up, for: }",
    "{alert: A, expr: up, labels: , annotations: }",
    "{alert: A, expr: up, labels: {a: }}",
    "{alert: A, expr: up, labels: {a: 1.50, b: true, c: 2026-01-01}}",
    "{alert: A, expr: up, for: !!str 5m}",
    "{alert: A, expr: up, labels: {9a: x}}",
    "{alert: A, expr: up, labels: {a-b: x}}",
    "{alert: A, expr: up, labels: {__name__: x}}",
    "{alert: A, expr: up, labels: {a: {b: c}}}",
    "{alert: A, expr: up, labels: [a]}",
    "{alert: A, expr: up, annotations: {a-b: x}}",
    '{alert: A, expr: up, annotations: {a: "{{ $value"}}',
    '{alert: A, expr: up, annotations: {a: "{{ $labels.a }} of {{ $value }}"}}',
    "{alert: A, expr: up, annotation: {a: b}}",
    "{alert: A}",
    "{alert: A, expr: ''}",
    "{alert: '', expr: up}",
    "{expr: up}",
    "{alert: A, record: a, expr: up}",
    "{alert: A, expr: 'up =='}",
    "{alert: A, expr: 1}",
    "{record: a:b, expr: up, labels: {c: d}}",
    "{record: a:b, expr: up, for: 1m}",
    "{record: a:b, expr: up, keep_firing_for: 1m}",
    "{record: a:b, expr: up, annotations: {c: d}}",
    "{record: 'a b', expr: up}",
    "text",
]
FILES = [
    "",
    "# nothing\n",
    "groups: []\n",
    "groups:\n",
    "group: []\n",
    "groups: [{name: g, rules: []}]\n",
    "groups: [{name: g}]\n",
    "groups: [{rules: []}]\n",
    "groups: [{name: '', rules: []}]\n",
    "groups: [{name: g}, {name: g}]\n",
    "groups: [{name: g, interval: 30s, limit: 5, query_offset: 1m, rules: []}]\n",
    "groups: [{name: g, interval: 30, rules: []}]\n",
    "groups: [{name: g, limit: many, rules: []}]\n",
    "groups: [{name: g, rule: []}]\n",
    "groups: [{name: g, rules: {}}]\n",
    "groups: {name: g}\n",
    "groups: [\n",
    "groups: []\ngroups: []\n",
    "- a\n",
]
TEXTS = [*FILES, *(RULE.format(rule=rule) for rule in RULES)]


def test_we_refuse_what_promtool_refuses(tmp_path: Path) -> None:
    promtool: Root = debian_root(["promtool"], "trixie")
    verdicts = {}
    for number, text in enumerate(TEXTS):
        (tmp_path / f"{number}.yml").write_text(text, encoding="utf-8")
        done = run_tool(promtool, ["promtool", "check", "rules", f"{number}.yml"], folder=tmp_path)
        verdicts[text] = done.returncode != 0
    ours = {text: refused_by_us(text) for text in TEXTS}
    differ = {
        text: ("promtool refuses" if refused else "promtool accepts")
        for text, refused in verdicts.items()
        if refused != ours[text]
    }
    assert differ == {}
    assert sum(verdicts.values()) > 20


def refused_by_us(text: str) -> bool:
    """Whether we find an error in the file, or a query in it that is none."""
    rules, findings = read_rules(text)
    return any(finding.severity == "error" for finding in findings) or any(map(query_finding, rules))

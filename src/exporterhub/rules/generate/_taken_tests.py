"""The unit tests of rules that were taken from the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from ..unit_tests import read_unit_tests
from ..unit_tests._read import entries, value_of

__all__ = ["tests_of"]

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_ENDLESS = 1_000_000


def tests_of(path: Path, alerts: frozenset[str]) -> list[str]:
    """The items of ``tests`` of a file, as lines, that are about some alerts; what they say of others is left out."""
    kept = [part for group in read_unit_tests(path).groups if (part := _part(group.node, alerts))]
    if not kept:
        return []
    items = yaml.SequenceNode("tag:yaml.org,2002:seq", kept, flow_style=False)
    text = yaml.serialize(items, Dumper=_DUMPER, allow_unicode=True, width=_ENDLESS)
    return [f"  {line}" for line in str(text).splitlines()]


def _part(group: yaml.MappingNode, alerts: frozenset[str]) -> yaml.MappingNode | None:
    kept = list(_about(group, alerts))
    if not kept:
        return None
    pairs = [
        (key, yaml.SequenceNode("tag:yaml.org,2002:seq", kept) if key.value == "alert_rule_test" else value)
        for key, value in group.value
        if key.value != "promql_expr_test"
    ]
    return yaml.MappingNode(group.tag, pairs)


def _about(group: yaml.MappingNode, alerts: frozenset[str]) -> Iterator[yaml.Node]:
    for item in entries(value_of(group, "alert_rule_test")):
        name = value_of(item, "alertname")
        if isinstance(name, yaml.ScalarNode) and name.value in alerts:
            yield item

"""Test files as promtool reads them (Prometheus, unit testing for rules).

The YAML nodes are kept: promtool gets parts of a file later on, and a scalar such as ``0x10`` must reach it as it was
written, not as the number that YAML makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from exporterhub.errors import BadInput, SyntaxProblem

__all__ = ["AlertTest", "TestGroup", "UnitTests", "entries", "find_unit_tests", "read_unit_tests", "value_of"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORM = "https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ shows the form of such files"


@dataclass(frozen=True)
class AlertTest:
    """What is expected of one alert at one time: ``expected`` alerts fire. ``seconds`` count from the group's start."""

    alert: str
    seconds: float
    expected: int
    node: yaml.MappingNode = field(repr=False, compare=False)


@dataclass(frozen=True)
class TestGroup:
    """One item of ``tests``, which begins at ``line``. ``series`` are names and values of input series as written."""

    __test__ = False  # no test of pytest

    name: str
    line: int
    alerts: tuple[AlertTest, ...]
    series: tuple[tuple[str, str], ...]
    node: yaml.MappingNode = field(repr=False, compare=False)


@dataclass(frozen=True)
class UnitTests:
    """A test file. ``rule_files`` are paths of files that are there."""

    path: Path
    rule_files: tuple[Path, ...]
    groups: tuple[TestGroup, ...]
    root: yaml.MappingNode = field(repr=False, compare=False)


def find_unit_tests(rule_file: Path) -> Path:
    """The test file beside a rule file: ``rules.test.yaml`` for ``rules.yaml``. Raises BadInput where there is none."""
    if rule_file.name.endswith((".test.yaml", ".test.yml")):
        return rule_file
    wanted = [rule_file.with_name(f"{rule_file.stem}.test{suffix}") for suffix in (".yaml", ".yml")]
    found = next((path for path in wanted if path.is_file()), None)
    if found is None:
        what = "has no unit tests" if rule_file.is_file() else "is no file"
        raise BadInput(f"{rule_file} {what}", remedy=f"write them as {wanted[0]}; {_FORM}")
    return found


def read_unit_tests(path: Path) -> UnitTests:
    """Read a test file. Raises BadInput (with place where it is known) for a file that cannot be used."""
    root = _compose(path)
    if not isinstance(root, yaml.MappingNode):
        raise BadInput(f"{path} holds no unit tests", remedy=_FORM)
    names = [node.value for node in entries(value_of(root, "rule_files")) if isinstance(node, yaml.ScalarNode)]
    files = tuple(file for name in names for file in _rule_files(path, name))
    if not files:
        raise BadInput(f"{path} names no rule file", remedy="add `rule_files:` with paths relative to the test file")
    groups = tuple(_group(node) for node in entries(value_of(root, "tests")) if isinstance(node, yaml.MappingNode))
    return UnitTests(path, files, groups, root)


def value_of(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """The value at a key of a mapping, None where there is none."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if getattr(name, "value", None) == key), None)


def entries(node: yaml.Node | None) -> list[yaml.Node]:
    """The items of a list, none where the node is no list."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _compose(path: Path) -> yaml.Node | None:
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is no text in UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise SyntaxProblem(f"not valid YAML: {problem}", line=line, column=column, file=str(path)) from error


def _rule_files(path: Path, name: str) -> list[Path]:
    if any(sign in name for sign in "*?["):
        return sorted(path.parent.glob(name)) if not Path(name).is_absolute() else []
    file = path.parent / name
    if not file.is_file():
        raise BadInput(f"{path} tests {name}, which is no file", remedy="paths are relative to the test file")
    return [file]


def _text(node: yaml.Node | None, key: str) -> str:
    found = value_of(node, key)
    return str(found.value) if isinstance(found, yaml.ScalarNode) else ""


def _group(node: yaml.MappingNode) -> TestGroup:
    alerts = tuple(_alert_tests(node))
    series = tuple((_text(item, "series"), _text(item, "values")) for item in entries(value_of(node, "input_series")))
    return TestGroup(_text(node, "name"), node.start_mark.line + 1, alerts, series, node)


def _alert_tests(node: yaml.MappingNode) -> Iterator[AlertTest]:
    from exporterhub.promql import number_of_seconds

    for item in entries(value_of(node, "alert_rule_test")):
        if isinstance(item, yaml.MappingNode):
            seconds = number_of_seconds(_text(item, "eval_time")) or 0.0
            expected = len(entries(value_of(item, "exp_alerts")))
            yield AlertTest(_text(item, "alertname"), seconds, expected, item)

"""Run test files through one promtool."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from exporterhub.errors import LabFailure

from ._promtool import Promtool
from ._read import UnitTests

__all__ = ["Outcome", "judge", "run_unit_tests", "with_rule_files"]

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_ANNOUNCED = re.compile(r"^Unit Testing:\s+(\S+)\s*$")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a test file ended; ``said`` is what promtool wrote about what failed, empty where all passed."""

    passed: bool
    said: str = ""


def run_unit_tests(tests: UnitTests, tool: Promtool) -> Outcome:
    """Run one test file. The files it names may lie anywhere: promtool gets copies.

    Raises Missing or LabFailure where promtool cannot be run.
    """
    with TemporaryDirectory(prefix="exporterhub-tests-") as name:
        folder = Path(name)
        copies = [f"{number}-{file.name}" for number, file in enumerate(tests.rule_files)]
        for file, copy in zip(tests.rule_files, copies, strict=True):
            shutil.copyfile(file, folder / copy)
        (folder / "test.yaml").write_text(with_rule_files(tests.root, copies), encoding="utf-8")
        done = tool(["test", "rules", "test.yaml"], folder)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    for copy, file in zip(copies, tests.rule_files, strict=True):
        said = said.replace(copy, file.name)
    return Outcome(done.returncode == 0, "" if done.returncode == 0 else _trimmed(said))


def with_rule_files(
    root: yaml.MappingNode, files: Sequence[str], *, only: Mapping[int, yaml.Node] | None = None
) -> str:
    """The text of a test file that reads ``files``; ``only`` maps the ids of nodes to those that stand in for them."""
    names = [yaml.ScalarNode("tag:yaml.org,2002:str", name, style='"') for name in files]
    pairs = [
        (key, yaml.SequenceNode("tag:yaml.org,2002:seq", names) if key.value == "rule_files" else _instead(value, only))
        for key, value in root.value
    ]
    return str(yaml.serialize(yaml.MappingNode(root.tag, pairs), Dumper=_DUMPER, allow_unicode=True))


def _instead(node: yaml.Node, only: Mapping[int, yaml.Node] | None) -> yaml.Node:
    return only.get(id(node), node) if only else node


def judge(folder: Path, names: Sequence[str], tool: Promtool) -> set[str]:
    """Run test files of a folder through one promtool: the names of those that passed."""
    done = tool(["test", "rules", *names], folder)
    passed: set[str] = set()
    seen = 0
    current = ""
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        announced = _ANNOUNCED.match(line)
        if announced:
            current, seen = announced[1], seen + 1
        elif line.strip() == "SUCCESS":
            passed.add(current)
    if seen != len(names):
        log = done.stderr.decode("utf-8", "replace")[-2000:]
        raise LabFailure(f"promtool ran {seen} of {len(names)} test files", log=log, remedy=log.strip())
    return passed


def _trimmed(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith("Unit Testing")]
    return "\n".join(line for line in lines if line.strip() not in ("SUCCESS", "FAILED:"))

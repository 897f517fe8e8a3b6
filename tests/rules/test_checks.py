"""Each check against its case folder: what it finds in bad-*.yaml, and that it finds nothing in good-*.yaml.

A case folder has the pages (page*.prom) that all its rule files are checked against, and an .expected for each bad
file, which holds all that a user sees.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from exporterhub.catalog import read_rules
from exporterhub.errors import Finding
from exporterhub.rules import all_checks, as_text, check, checks, pages_from_file

CASES = Path(__file__).parent / "cases"


def files(kind: str) -> list[Path]:
    """The rule files of one kind below the case folders."""
    return sorted(CASES.rglob(f"{kind}-*.yaml"))


def check_id(path: Path) -> str:
    """The check that a rule file is a case of."""
    return path.parent.relative_to(CASES).as_posix()


def found_in(path: Path) -> list[Finding]:
    """What the check of a case finds in it; the other checks may well find more."""
    pages = [
        replace(page, name=file.name)
        for file in sorted(path.parent.glob("page*.prom"))
        for page in pages_from_file(file)
    ]
    rules, problems = read_rules(path, path.name)
    assert rules
    assert problems == []
    return [finding for finding in check(rules, pages) if finding.id == check_id(path)]


@pytest.mark.parametrize("path", files("bad"), ids=lambda path: f"{check_id(path)}/{path.stem}")
def test_a_bad_rule_is_found_with_place_and_remedy(path: Path, golden: Callable[[Path, str], None]) -> None:
    findings = found_in(path)
    assert findings
    golden(path.with_suffix(".expected"), as_text(findings))


@pytest.mark.parametrize("path", files("good"), ids=lambda path: f"{check_id(path)}/{path.stem}")
def test_a_good_rule_has_no_finding(path: Path) -> None:
    assert [str(finding) for finding in found_in(path)] == []


@pytest.mark.parametrize("name", list(all_checks()))
def test_each_check_has_a_case_folder(name: str) -> None:
    folder = CASES / name
    assert list(folder.glob("bad-*.yaml"))
    assert list(folder.glob("good-*.yaml"))
    assert list(folder.glob("page*.prom"))


def test_each_case_folder_has_a_check() -> None:
    assert {check_id(path) for path in CASES.rglob("*.yaml")} == set(all_checks())


def test_each_module_is_one_check_with_documentation() -> None:
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(checks.__path__, f"{checks.__name__}.")
        if not found.ispkg
    ]
    assert len(modules) == len(all_checks())
    for module in modules:
        public = [name for name, value in vars(module).items() if _is_own_function(value, module.__name__, name)]
        assert public == ["check"], module.__name__
        assert len((module.__doc__ or "").split()) > 20, module.__name__


def _is_own_function(value: object, module: str, name: str) -> bool:
    return callable(value) and getattr(value, "__module__", "") == module and not name.startswith("_")


def test_an_id_is_the_path_of_the_module() -> None:
    assert {"label/exists", "label/value", "metric/exists", "query/syntax"} <= set(all_checks())

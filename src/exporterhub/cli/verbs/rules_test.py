"""Run the unit tests of rule files, then see whether they notice mistakes in the rules.

The tests of rules.yaml are promtool's, in rules.test.yaml beside it. After they have passed, each rule is changed in
one place at a time (a comparison turned round, a threshold ten times as large or a tenth, a matcher or label dropped, a
metric renamed, a function exchanged, `for` removed) and its tests are run again. A change that no test notices has
survived, and is listed. The score is how many of a hundred changes were noticed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from exporterhub.cli import _findings, _out
from exporterhub.cli._options import add_json
from exporterhub.errors import BadInput, Finding

if TYPE_CHECKING:
    from exporterhub.catalog import Rule
    from exporterhub.rules.mutation import Mutant, Result
    from exporterhub.rules.unit_tests import Promtool, UnitTests

LEAST = 95.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files, what is enough."""
    parser.add_argument(
        "files", metavar="FILE", nargs="+", help="a rule file with FILE.test.yaml beside it, or a test file"
    )
    parser.add_argument(
        "--least", metavar="PERCENT", type=_percent, default=LEAST, help="the score that is enough (95)"
    )
    parser.add_argument("--no-mutation", action="store_true", help="run the unit tests only")
    add_json(parser)


def _percent(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 100")
    return number


class _Tested(NamedTuple):
    """One test file, tested. ``result`` is None where there was no mutation."""

    tests: UnitTests
    rules: list[Rule]
    findings: list[Finding]
    failed: str
    result: Result | None


def run(args: argparse.Namespace) -> int:
    """Print findings, survivors and scores."""
    from exporterhub.rules.unit_tests import find_unit_tests, promtool, read_unit_tests

    paths = dict.fromkeys(find_unit_tests(Path(file)) for file in args.files)
    files = [read_unit_tests(path) for path in paths]
    tool = promtool(lambda line: _out.note(args, line))
    tested = [_test(args, tests, tool) for tests in files]
    if args.json:
        _out.print_json({"files": [_as_json(one) for one in tested]})
    else:
        for one in tested:
            _print(args, one)
    return int(any(_is_bad(one, args.least) for one in tested))


def _test(args: argparse.Namespace, tests: UnitTests, tool: Promtool) -> _Tested:
    from exporterhub.rules.unit_tests import coverage, findings_of, run_unit_tests

    rules, findings = _read(tests)
    if any(finding.severity == "error" for finding in findings):
        return _Tested(tests, rules, findings, "", None)
    outcome = run_unit_tests(tests, tool)
    findings += findings_of(coverage(rules, tests), tests.path.name)
    if not outcome.passed or args.no_mutation:
        return _Tested(tests, rules, findings, outcome.said, None)
    return _Tested(tests, rules, findings, "", _mutate(args, tests, rules, tool))


def _read(tests: UnitTests) -> tuple[list[Rule], list[Finding]]:
    from exporterhub.catalog import query_finding, read_rules

    rules: list[Rule] = []
    findings: list[Finding] = []
    for file in tests.rule_files:
        found, problems = read_rules(file, str(file))
        rules += found
        findings += [*problems, *filter(None, map(query_finding, found))]
    if not rules and not findings:
        raise BadInput(f"{tests.path} tests no rules", remedy="the files that it names under rule_files hold none")
    return rules, findings


def _mutate(args: argparse.Namespace, tests: UnitTests, rules: list[Rule], tool: Promtool) -> Result:
    from exporterhub.rules.mutation import mutants, run_mutation

    made = list(mutants(rules))
    counter = _Counter(args, tests.path.name, len(made))
    return run_mutation(rules, made, tests, tool, counter.add)


class _Counter:
    """How many mutants are done: one line on a terminal, nothing elsewhere."""

    def __init__(self, args: argparse.Namespace, name: str, total: int) -> None:
        self.shown = not args.quiet and _out.is_terminal(sys.stderr)
        self.name, self.total, self.done = name, total, 0

    def add(self, count: int) -> None:
        self.done += count
        if self.shown:
            end = "\n" if self.done == self.total else ""
            print(f"\r{self.name}: {self.done} of {self.total} mutants", end=end, file=sys.stderr, flush=True)


def _is_bad(one: _Tested, least: float) -> bool:
    below = one.result is not None and one.result.score < least
    return bool(one.failed) or below or _findings.exit_code(one.findings) > 0


def _print(args: argparse.Namespace, one: _Tested) -> None:
    _findings.print_text(args, one.findings)
    if one.failed:
        print(f"{one.tests.path}: {_out.paint(args, 'error', 'red')}: unit tests fail [test/failed]")
        print(_out.clean(one.failed))
    result = one.result
    for mutant in result.survivors if result else ():
        survived = _out.paint(args, "survived", "yellow")
        print(f"{_place(mutant)}: {survived}: {mutant.rule.name}: {mutant.what} [{mutant.mutator}]")
    alerts = _out.count(sum(rule.kind == "alert" for rule in one.rules), "alert")
    groups = _out.count(len(one.tests.groups), "test")
    if result:
        said = f"{result.killed} of {_out.count(len(result.mutants), 'mutant')} noticed, score {result.score:.1f}"
        below = f", below {args.least:g}" if result.score < args.least else ""
        print(f"{one.tests.path}: {alerts}, {groups} passed; {said}{below}")
    elif not one.failed and not _findings.exit_code(one.findings):
        print(f"{one.tests.path}: {alerts}, {groups} passed")


def _place(mutant: Mutant) -> str:
    return _out.clean(f"{mutant.rule.file}:{mutant.line}:{mutant.column}")


def _as_json(one: _Tested) -> dict[str, Any]:
    return {
        "file": str(one.tests.path),
        "passed": not one.failed,
        "output": one.failed,
        "findings": _findings.as_json(one.findings),
        "mutation": _mutation_json(one.result) if one.result else None,
    }


def _mutation_json(result: Result) -> dict[str, Any]:
    return {
        "mutants": len(result.mutants),
        "killed": result.killed,
        "score": round(result.score, 2),
        "survivors": [
            {
                "rule": mutant.rule.name,
                "mutator": mutant.mutator,
                "what": mutant.what,
                "file": mutant.rule.file,
                "line": mutant.line,
                "column": mutant.column,
            }
            for mutant in result.survivors
        ],
    }

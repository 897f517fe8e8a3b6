"""The folder is the registration: each module of ``verbs`` offers what a verb must, and nothing else."""

from __future__ import annotations

import argparse
import inspect

import pytest

from exporterhub.cli import _verbs
from exporterhub.cli._main import parser_of

VERBS = _verbs.all_verbs()
EXPECTED = {
    "catalog check",
    "diff",
    "lab record",
    "new entry",
    "rules check",
    "scrape",
    "search",
    "serve",
    "show",
}


def test_verbs() -> None:
    assert set(VERBS) >= EXPECTED


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.module)
def test_module_offers_exactly_one_verb(verb: _verbs.Verb) -> None:
    module = verb.load()
    own = {name for name, value in vars(module).items() if getattr(value, "__module__", None) == module.__name__}
    functions = {name for name in own if inspect.isfunction(getattr(module, name)) and not name.startswith("_")}
    kinds = {name for name in functions if _is_kind_of_value(getattr(module, name))}
    assert functions - kinds == {"add_arguments", "run"}
    assert list(inspect.signature(module.run).parameters) == ["args"]
    assert list(inspect.signature(module.add_arguments).parameters) == ["parser"]


def _is_kind_of_value(function: object) -> bool:
    """argparse shows the name of a ``type=`` function, so these have no underscore: text in, value out."""
    return list(inspect.signature(function).parameters) == ["text"]  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.module)
def test_summary_is_the_first_line_of_the_docstring(verb: _verbs.Verb) -> None:
    doc = verb.load().__doc__
    assert doc
    assert verb.summary() == doc.splitlines()[0]
    assert verb.summary().endswith(".")
    assert len(verb.summary()) <= 88


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.module)
def test_every_argument_has_help(verb: _verbs.Verb) -> None:
    for action in parser_of(verb)._actions:
        assert action.help, action.dest
        assert action.help == argparse.SUPPRESS or not action.help.endswith(".")


def test_find_takes_two_words_before_one() -> None:
    found = _verbs.find(["rules", "check", "a.yaml"])
    assert found is not None
    assert (found[0].module, found[1]) == ("rules_check", ["a.yaml"])
    found = _verbs.find(["search", "rules", "check"])
    assert found is not None
    assert (found[0].module, found[1]) == ("search", ["rules", "check"])
    assert _verbs.find(["rules"]) is None
    assert _verbs.find([]) is None

"""Flags: their values, and what is said of wrong ones."""

from __future__ import annotations

from typing import Any

import pytest

from exporterhub.errors import BadInput
from exporterhub.node import Flag, Options, exporter
from exporterhub.node.filters import Filter, expression
from exporterhub.node.flags import duration


def test_expressions_are_those_of_go() -> None:
    assert expression("^sd$", "f").search("sd")
    assert not expression("^sd$", "f").search("sd\n")  # in Go, $ is the end alone
    assert expression(r"a\$b|[$]", "f").search("a$b")
    assert expression(r"x\z", "f").search("x")
    assert not expression(r"^\d+$", "f").search("\u0663")  # in Go, \d is 0 to 9


@pytest.mark.parametrize("name", ["vmstat.fields", "netclass.ignored-devices", "cpu.info.flags-include"])
def test_a_broken_expression_names_its_flag(tree: Any, name: str) -> None:
    with pytest.raises(BadInput, match=f"--collector.{name} is no regular expression at character 1"):
        exporter([name.split(".")[0]], {**tree.flags(), f"collector.{name}": "(open"})


def test_filters() -> None:
    assert Filter().ignores("x") is False
    assert Filter(expression("a", "f")).ignores("bab") is True
    assert Filter(None, expression("^a", "f")).ignores("ba") is True
    both = Filter(expression("x", "f"), expression("^a", "f"))
    assert [both.ignores(name) for name in ("a", "ax", "b", "a")] == [False, True, True, False]


def options(**given: Any) -> Options:
    flags = (Flag("out", "", "^lo$"), Flag("only", ""), Flag("old-out", ""))
    return Options(flags, {name.replace("_", "-"): value for name, value in given.items()})


def test_an_include_takes_the_place_of_the_default_exclude() -> None:
    assert options().filter("out", "only").ignores("lo")
    assert not options(only="^l").filter("out", "only").ignores("lo")
    assert options(old_out="eth").filter("out", "only", old_exclude="old-out").ignores("eth0")
    with pytest.raises(BadInput, match="--out and --only are mutually exclusive"):
        options(out="a", only="b").filter("out", "only")
    with pytest.raises(BadInput, match="--old-out and --out are mutually exclusive"):
        options(out="a", old_out="b").filter("out", "only", old_exclude="old-out")


def test_durations() -> None:
    assert duration("5s", "f") == 5
    assert duration("1m30s", "f") == 90
    assert duration("500ms", "f") == 0.5
    for wrong in ("5", "", "5 s", "s5", "-5s"):
        with pytest.raises(BadInput, match="--f takes a duration"):
            duration(wrong, "f")

"""Matchers against values, as RE2 and Prometheus see them."""

from __future__ import annotations

import pytest

from exporterhub.rules._pattern import Pattern


@pytest.mark.parametrize(
    ("op", "value", "let_through", "kept_out"),
    [
        ("=", "a", "a", "b"),
        ("!=", "a", "b", "a"),
        ("=~", "a|b", "b", "ab"),
        ("=~", "a.", "ab", "xab"),
        ("!~", "a.*", "b", "ab"),
        ("=~", "a.c", "a\nc", "ac"),
        ("=~", "(?i)idle", "IDLE", "idl"),
    ],
)
def test_expressions_are_anchored(op: str, value: str, let_through: str, kept_out: str) -> None:
    pattern = Pattern(op, value)
    assert pattern.matches(let_through)
    assert not pattern.matches(kept_out)


@pytest.mark.parametrize("value", ["[[:alpha:]]+", r"\pL", r"\Qa.b\E", "(a+)+b", "(?U)a", "x" * 2000])
def test_what_python_reads_otherwise_is_left(value: str) -> None:
    assert Pattern("=~", value).unreadable
    assert not Pattern("=", value).unreadable


def test_alternatives_are_plain_words_only() -> None:
    assert Pattern("=~", "(a|b)").alternatives() == ("a", "b")
    assert Pattern("=~", "a.*|b").alternatives() == ()
    assert Pattern("=", "a|b").alternatives() == ("a|b",)

"""Located YAML: every key and value knows its place, and nothing that a file can hold makes it fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporterhub.catalog._yaml import read_yaml

TEXT = """\
name: Redis
install:
  - binary: {asset: "x", "tag": 'y'}
    port: 9121
text: |
  one
  two
"""


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        ((), False, (1, 1)),
        (("name",), False, (1, 7)),
        (("name",), True, (1, 1)),
        (("install", 0, "binary", "asset"), False, (3, 21)),
        (("install", 0, "binary", "tag"), True, (3, 26)),
        (("install", 0, "port"), False, (4, 11)),
        (("text",), False, (5, 7)),
        (("install", 0, "nothing"), False, (3, 5)),
        (("install", 7), True, (3, 3)),
        (("nothing", "below"), False, (1, 1)),
    ],
)
def test_places(path: tuple[str | int, ...], key: bool, place: tuple[int, int]) -> None:
    assert read_yaml(TEXT, "f").place(path, key=key) == place


def test_values_are_plain() -> None:
    document = read_yaml("a: 1\nb: 1.5\nc: yes\nd: null\ne: 2026-11-24\nf: '1'\ng: [x, 0x10]\n", "f")
    assert document.data == {"a": 1, "b": 1.5, "c": True, "d": None, "e": "2026-11-24", "f": "1", "g": ["x", 16]}
    assert document.findings == []


def test_raw_values_are_text() -> None:
    assert read_yaml("a: 1\nb: 1.50\nc: yes\nd:\n", "f", raw=True).data == {"a": "1", "b": "1.50", "c": "yes", "d": ""}


def test_merge_keys_and_aliases() -> None:
    document = read_yaml("base: &b {x: 1, y: 2}\nother: {<<: *b, y: 3}\n", "f")
    assert document.data["other"] == {"x": 1, "y": 3}


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        ("a: 1\nb: [1\n", "entry/yaml", 3, 1),
        ("a: 1\nb: x: y\n", "entry/yaml", 2, 5),
        ("a: *nothing\n", "entry/yaml", 1, 4),
        ("a: 1\n---\nb: 2\n", "entry/yaml", 2, 1),
        ("é: \x01\n", "entry/yaml", 1, 4),
        ("a: \ud800\n", "entry/yaml", 1, 1),
        ("a: !!python/name:os.system x\n", "entry/yaml", 1, 4),
        ("? [a, b]\n: 1\n", "entry/yaml", 1, 3),
        ("a: &a [*a]\n", "entry/yaml", 1, 4),
        ("a: " + "[" * 100 + "]" * 100, "entry/yaml", 1, 64),
        ("[" * 5000, "entry/yaml", 2, 1),
        ("a: 1\nb: 2\na: 3\n", "entry/duplicate-key", 3, 1),
    ],
)
def test_problems_have_a_place(text: str, rule: str, line: int, column: int) -> None:
    document = read_yaml(text, "f.yaml")
    first = document.findings[0]
    assert (first.id, first.file, first.line, first.column) == (rule, "f.yaml", line, column)
    assert first.remedy
    assert (document.data is None) == (rule == "entry/yaml")


def test_aliases_that_grow_without_bound_are_refused() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    document = read_yaml(bomb, "f")
    assert [finding.id for finding in document.findings] == ["entry/yaml"]
    assert document.data is None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab:-[]{}&*!|>'\"# \n\t0\x00é%@`", max_size=60))
def test_any_text_gives_data_or_a_finding(text: str) -> None:
    document = read_yaml(text, "f")
    for finding in document.findings:
        assert finding.line >= 1
        assert finding.column >= 1
    if document.data is not None:
        assert document.place() >= (1, 1)

"""Rule files: what Prometheus accepts is read with its places, what it refuses is found, all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporterhub.catalog import Rule, query_finding, read_rules
from exporterhub.errors import BadInput

CASES = Path(__file__).parent / "cases" / "rules"


@pytest.mark.parametrize("case", sorted(CASES.glob("bad-*.yaml")), ids=lambda case: case.stem)
def test_findings(case: Path, golden: Callable[[Path, str], None]) -> None:
    rules, findings = read_rules(case, case.name)
    findings += filter(None, map(query_finding, rules))
    kept = "".join(f"kept: {rule.name}\n" for rule in rules)
    golden(case.with_suffix(".expected"), "".join(f"{finding}\n" for finding in findings) + kept)


@pytest.fixture
def good() -> dict[str, Rule]:
    rules, findings = read_rules(CASES / "good-plain.yaml")
    assert findings == []
    return {rule.name: rule for rule in rules}


def test_a_good_file_is_read_whole(good: dict[str, Rule]) -> None:
    record, alert = good["redis:commands:rate5m"], good["RedisDown"]
    assert (record.kind, record.group, record.interval) == ("record", "redis", "30s")
    assert record.labels == {"team": "data", "level": "1"}
    assert (alert.kind, alert.for_, alert.for_seconds, alert.keep_firing_for) == ("alert", "1m", 60, "5m")
    assert alert.annotations == {"summary": "It's down: {{ $labels.instance }}"}


def test_rules_know_their_places(good: dict[str, Rule]) -> None:
    alert = good["RedisDown"]
    assert (alert.line, alert.expr_line, alert.expr_column) == (13, 15, 11)
    assert alert.places["for"] == (17, 14)
    assert alert.places["labels.severity"] == (20, 21)
    assert alert.places["annotations.summary"] == (22, 20)


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ("expr: up == 0 and foo", "foo", (5, 27)),
        ("expr: |\n            up == 0\n              and foo", "foo", (7, 19)),
        ("expr: |2\n            up == 0\n              and foo", "foo", (7, 19)),
        ("expr: >-\n            up == 0\n            and foo", "foo", (7, 17)),
        ("expr: up == 0\n            and foo", "foo", (6, 17)),
        ("expr: 'up{a=\"x\"} and foo'", "foo", (5, 30)),
        ("expr: 'up{a=''x''} and foo'", "foo", (5, 32)),
        ('expr: "up{a=\\"x\\"}\\n and foo"', "foo", (5, 34)),
        ("expr: &anchor up and foo", "foo", (5, 30)),
    ],
)
def test_a_place_in_the_query_is_a_place_in_the_file(text: str, word: str, place: tuple[int, int]) -> None:
    whole = f"groups:\n  - name: a\n    rules:\n      - alert: A\n        {text}\n"
    (rule,), findings = read_rules(whole)
    assert findings == []
    assert rule.place(rule.expr.index(word)) == place
    lines = whole.splitlines()
    assert lines[place[0] - 1][place[1] - 1 :].startswith(word)


def test_the_hash_is_of_what_decides() -> None:
    base = Rule("g", "A", "alert", "up == 0", for_="1m", labels={"a": "1", "b": "2"}, line=3)
    same = Rule("h", "B", "alert", "up == 0\n", for_="60s", labels={"b": "2", "a": "1"}, annotations={"x": "y"})
    assert base.hash == same.hash
    assert len(base.hash) == 64
    for other in (
        Rule("g", "A", "alert", "up == 1", for_="1m", labels=base.labels),
        Rule("g", "A", "alert", "up == 0", for_="2m", labels=base.labels),
        Rule("g", "A", "alert", "up == 0", for_="1m", labels={"a": "1"}),
        Rule("g", "A", "record", "up == 0", for_="1m", labels=base.labels),
    ):
        assert other.hash != base.hash


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_rules(tmp_path / "none.yaml")


def test_a_file_that_is_not_text_has_a_place(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"groups:\n  - \xff\n")
    rules, findings = read_rules(path)
    assert rules == []
    assert [(finding.id, finding.line, finding.column) for finding in findings] == [("rules/yaml", 2, 5)]


@given(
    st.recursive(
        st.text(max_size=5) | st.integers() | st.none(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["groups", "rules", "alert", "expr", "labels", "for", "name"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_no_structure_makes_it_fail(data: object) -> None:
    import yaml

    _, findings = read_rules(yaml.safe_dump(data))
    assert all(finding.id.startswith("rules/") and finding.line for finding in findings)


def test_a_rule_has_the_comments_above_and_inside_it() -> None:
    text = """groups:
  # of the group
  - name: g
    rules:
      # Down

      # above
      #   and on
      - alert: A
        # inside
        expr: |
          up
          # of the query
          == 0
        labels: {a: "#b"}  # behind

      # above B
      - {alert: B, expr: up}
      # behind all
"""
    (a, b), findings = read_rules(text)
    assert findings == []
    assert [(found.text, found.line, found.column) for found in a.comments] == [
        ("# above", 7, 7),
        ("#   and on", 8, 7),
        ("# inside", 10, 9),
        ("# of the query", 13, 11),
    ]
    assert [found.text for found in b.comments] == ["# above B"]

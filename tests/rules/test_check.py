"""Checking as a whole: order, what is attached, no pages, and how the work grows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from exporterhub.catalog import Rule, read_rules
from exporterhub.promql import QuerySyntaxError
from exporterhub.promql import _query as promql_query
from exporterhub.rules import Page, check, page_of
from exporterhub.rules import _pages as pages_module

PAGE = page_of("p", b"x 1\n")


def rule(expr: str, file: str = "r.yaml", line: int = 1) -> Rule:
    """A rule whose query begins at a line. It records: what alerts need besides a query is not the subject here."""
    return Rule("g", f"r{line}:{file}", "record", expr, file=file, expr_line=line, expr_column=5)


def test_findings_come_in_the_order_of_the_files() -> None:
    rules = [rule("y > z", "b.yaml"), rule("y", "a.yaml", 9), rule('x{mod="1"} + y', "a.yaml", 3)]
    places = [(found.file, found.line, found.id) for found in check(rules, [PAGE])]
    assert (
        places
        == [
            ("a.yaml", 3, "label/exists"),
            ("a.yaml", 3, "metric/exists"),
            ("a.yaml", 9, "metric/exists"),
            ("b.yaml", 1, "metric/exists"),
            ("b.yaml", 1, "metric/exists"),
        ][: len(places)]
    )
    assert len(places) >= 4


def test_without_pages_only_the_query_is_checked() -> None:
    assert check([rule("anything > 1")], []) == []
    assert [found.id for found in check([rule("sum(x")], [])] == ["query/syntax"]


def test_a_rule_that_cannot_be_read_does_not_stop_the_others() -> None:
    found = check([rule("sum(x", line=1), rule("y", line=2)], [PAGE])
    assert [(one.line, one.id) for one in found] == [(1, "query/syntax"), (2, "metric/exists")]


def test_labels_that_the_user_attaches_are_there() -> None:
    one = rule('x{cluster="a", rack="b"} > 1')
    assert len(check([one], [PAGE])) == 2
    assert check([one], [PAGE], attached=("cluster", "rack")) == []


def test_the_place_is_in_the_file() -> None:
    text = "groups:\n- name: g\n  rules:\n  - record: a\n    expr: |\n      x\n      > yy\n"
    rules, findings = read_rules(text, "r.yaml")
    assert findings == []
    (found,) = check(rules, [PAGE])
    assert (found.file, found.line, found.column) == ("r.yaml", 7, 9)


def test_each_query_is_read_once_and_each_page_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work grows with rules plus pages: no page is gone through once for every rule."""
    looked_up: list[str] = []
    parsed: list[str] = []
    original, parse = pages_module.Pages._look_up, promql_query.parse
    monkeypatch.setattr(
        pages_module.Pages, "_look_up", lambda self, name: looked_up.append(name) or original(self, name)
    )
    monkeypatch.setattr(promql_query, "parse", lambda text: parsed.append(text) or parse(text))
    promql_query.analyse.cache_clear()
    rules = [rule(f"x > {number % 10}", line=number) for number in range(50)]
    assert check(rules, list(many(20))) == []
    assert looked_up == ["x"]
    assert len(parsed) == 10


def test_a_comment_with_a_reason_silences_a_check_for_its_rule() -> None:
    text = """groups: [{name: g, rules: [
    # exporterhub: disable=metric/exists -- it comes with the next release
    {record: a, expr: y},
    # exporterhub: disable=metric/exists
    {record: b, expr: z}]}]"""
    rules, findings = read_rules(text, "r.yaml")
    assert findings == []
    assert [(found.line, found.id) for found in check(rules, [PAGE])] == [(4, "comment/silence"), (5, "metric/exists")]


def test_the_scrape_interval_decides_how_short_a_window_may_be() -> None:
    one = rule("rate(x[1m])")
    assert check([one], [], interval=15) == []
    assert [found.id for found in check([one], [], interval=30)] == ["range/short"]


def many(count: int) -> Iterator[Page]:
    """Pages that are all alike."""
    return (page_of(f"p{number}", b"x 1\n") for number in range(count))


def test_a_query_error_is_kept_with_its_query() -> None:
    with pytest.raises(QuerySyntaxError):
        promql_query.analyse("sum(")
    assert promql_query.examine("sum(").problem is not None

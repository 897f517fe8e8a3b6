"""Which recordings have everything that a rule reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exporterhub.catalog import Rule
from exporterhub.promql import analyse
from exporterhub.rules import Resolution, page_of, resolve, resolve_all

OLD = page_of("old", b'x{a="1"} 1\nold_name 1\n')
NEW = page_of("new", b'x{a="1",b="2"} 1\nnew_name 1\nh_bucket{le="+Inf"} 1\n')
PAGES = (OLD, NEW)


def alert(expr: str) -> Rule:
    """An alert on a query."""
    return Rule("g", "A", "alert", expr)


@pytest.mark.parametrize(
    ("expr", "resolves", "missing"),
    [
        ("x > 1", ("old", "new"), ()),
        ('x{b="2"} > 1', ("new",), ()),
        ('x{b!="2"} > 1', ("new",), ()),
        ('x{b=""} > 1', ("old", "new"), ()),
        ("sum by (b) (x) > 1", ("new",), ()),
        ("sum by (job, instance) (x) > 1", ("old", "new"), ()),
        ('sum by (a) (x{job="j", instance="i"}) > 1', ("old", "new"), ()),
        ("old_name > 1", ("old",), ()),
        ("old_name > 1 or new_name > 1", ("old", "new"), ()),
        ("old_name > 1 or absent(new_name)", ("old", "new"), ()),
        ("old_name + new_name > 1", (), ("new_name",)),
        ('y{b="1"} > 1', (), ("y",)),
        ('x{c="1"} > 1', (), ("x{c}",)),
        ("sum by (c) (x) > 1", (), ("x{c}",)),
        ("up == 0", ("old", "new"), ()),
        ("up * on (instance) group_left (b) x == 0", ("new",), ()),
        ("histogram_quantile(0.9, sum by (le) (rate(h_bucket[5m])))", ("new",), ()),
        ('{__name__=~"new_.*"} == 1', ("new",), ()),
        ("vector(1)", ("old", "new"), ()),
        ("sum(x", (), ("a query that can be read",)),
    ],
)
def test_what_resolves_a_rule(expr: str, resolves: tuple[str, ...], missing: tuple[str, ...]) -> None:
    assert resolve(alert(expr), PAGES) == Resolution(resolves, missing)


def test_a_query_resolves_like_a_rule() -> None:
    assert resolve(analyse("old_name"), PAGES) == Resolution(("old",), ())


def test_without_recordings_nothing_resolves() -> None:
    assert resolve(alert("x"), ()) == Resolution((), ("a recording",))


def test_what_is_recorded_resolves_where_its_own_query_does() -> None:
    rules = [
        Rule("g", "job:x:sum", "record", "sum by (job) (old_name)", labels={"tier": "1"}),
        Rule("g", "loop:x", "record", "loop:x + 1"),
        Rule("g", "both:x", "record", "old_name"),
        Rule("h", "both:x", "record", "new_name"),
    ]
    wanted = [alert(q) for q in ('job:x:sum{tier="1"} > 1', "job:x:sum{a='1'}", "loop:x > 1", "both:x > 1")]
    assert list(resolve_all(wanted, PAGES, rules)) == [
        Resolution(("old",), ()),
        Resolution((), ("job:x:sum{a}",)),
        Resolution(("old", "new"), ()),
        Resolution(("old", "new"), ()),
    ]


def test_pages_of_one_run_resolve_together_what_no_page_has_alone() -> None:
    own = replace(page_of("1_run", b"exporter_build_info 1\n"), run="run")
    device = replace(page_of("1_run_device", b'answers{a="1"} 1\n'), run="run")
    idle = replace(page_of("1_run_idle", b"idle 1\n"), run="run")
    other = replace(page_of("2_other", b"exporter_build_info 1\n"), run="other")
    pages = (own, device, idle, other)
    query = "answers == 0 unless on () exporter_build_info"
    assert resolve(alert(query), pages) == Resolution(("1_run", "1_run_device"), ())
    assert resolve(alert(query), (device, other)) == Resolution((), ("exporter_build_info",))
    assert resolve(alert("answers{b='1'} + idle"), pages).resolves == ()
    assert resolve(alert("exporter_build_info"), pages).resolves == ("1_run", "2_other")

"""The door: what a draft holds, what goes before what, and what pages can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from exporterhub.catalog import Catalog, load, read_rules
from exporterhub.errors import BadInput
from exporterhub.rules import Page, check, generate, page_of, pages_from_entry
from exporterhub.rules.generate import Draft, History
from exporterhub.rules.generate import generate as make

PAGE = b"""# HELP demo_up Whether demo answers
# TYPE demo_up gauge
demo_up 1
# TYPE demo_queue_length gauge
demo_queue_length 3
# TYPE demo_parse_errors_total counter
demo_parse_errors_total 7
# TYPE demo_memory_used_bytes gauge
demo_memory_used_bytes 50
# TYPE demo_memory_max_bytes gauge
demo_memory_max_bytes 100
# TYPE demo_work_total counter
demo_work_total 9
# TYPE go_goroutines gauge
go_goroutines 9
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 9
# TYPE process_open_fds gauge
process_open_fds 9
# TYPE process_max_fds gauge
process_max_fds 1024
# TYPE promhttp_metric_handler_requests_total counter
promhttp_metric_handler_requests_total{code="500"} 0
"""


def page(data: bytes = PAGE, name: str = "page") -> Page:
    return page_of(name, data)


class Past:
    """A history that answers with the same values for every query, an hour apart."""

    def __init__(self, *values: float) -> None:
        self.values = values

    def series(self, expr: str) -> Sequence[tuple[Mapping[str, str], Sequence[tuple[float, float]]]]:
        return [({}, [(3600.0 * at, value) for at, value in enumerate(self.values)])]


def by_name(draft: Draft) -> dict[str, str]:
    return {rule.name: rule.expr for rule in draft.rules}


@pytest.fixture(scope="module")
def catalog(catalog_folder: Path) -> Catalog:
    return load([catalog_folder])


def test_the_door_of_the_package() -> None:
    assert set(generate.__all__) == {
        "Draft",
        "DraftGroup",
        "DraftRule",
        "FamilyReport",
        "Firing",
        "Heuristic",
        "History",
        "Scenario",
        "all_heuristics",
        "generate",
        "of_job",
    }


def test_every_family_is_reported_once_with_a_reason() -> None:
    draft = make([page()], slug="demo")
    assert [one.family for one in draft.report] == list(page().families)
    assert all(one.reason.strip() for one in draft.report)
    names = {rule.name for rule in draft.rules}
    assert all(set(one.rules) <= names for one in draft.report)


def test_the_client_library_is_left_alone_but_for_open_files() -> None:
    draft = make([page()], slug="demo")
    text = " ".join(rule.expr for rule in draft.rules)
    assert "go_" not in text
    assert "promhttp_" not in text
    assert "process_cpu" not in text
    assert "process_open_fds / process_max_fds" in text


def test_the_files_are_what_prometheus_reads() -> None:
    draft = make([page()], slug="demo")
    rules, findings = read_rules(draft.rules_yaml(), "rules.yaml")
    assert findings == []
    assert [(rule.name, rule.expr, rule.for_) for rule in rules] == [
        (rule.name, rule.expr, rule.for_) for rule in draft.rules
    ]
    assert [dict(rule.annotations) for rule in rules] == [dict(rule.annotations) for rule in draft.rules]
    tests = yaml.safe_load(draft.tests_yaml("other.yaml"))
    assert tests["rule_files"] == ["other.yaml"]
    assert {item["alertname"] for group in tests["tests"] for item in group["alert_rule_test"]} == set(by_name(draft))


def test_a_guess_is_marked_above_its_rule() -> None:
    draft = make([page()], slug="demo")
    rules, _ = read_rules(draft.rules_yaml(), "rules.yaml")
    marked = {rule.name for rule in rules if any(comment.text.startswith("# a guess: ") for comment in rule.comments)}
    assert marked == {rule.name for rule in draft.rules if rule.is_guess}
    assert "DemoMemoryNearLimit" in marked
    assert "DemoDown" not in marked


def test_thresholds_come_from_the_past() -> None:
    history: History = Past(*[10.0] * 100, 400.0)
    draft = make([page()], slug="demo", history=history)
    (rule,) = [rule for rule in draft.rules if rule.name == "DemoQueueLengthGrowing"]
    assert not rule.is_guess
    assert "4 days" in rule.basis
    assert rule.expr.startswith("demo_queue_length > 20\n")  # the one peak is not ordinary


def test_what_is_always_at_its_limit_has_no_alert_on_it() -> None:
    draft = make([page()], slug="demo", history=Past(*[1.0] * 50))
    assert "DemoMemoryNearLimit" not in by_name(draft)
    (said,) = [one for one in draft.report if one.family == "demo_memory_used_bytes"]
    assert "meant to" in said.reason


def test_what_is_often_high_has_a_higher_limit() -> None:
    draft = make([page()], slug="demo", history=Past(*[0.94] * 50))
    assert by_name(draft)["DemoMemoryNearLimit"].endswith("> 0.97")


def test_what_rises_between_two_pages_rises_in_ordinary_operation() -> None:
    later = page(PAGE.replace(b"errors_total 7", b"errors_total 9"), "later")
    assert by_name(make([page()], slug="demo"))["DemoParseErrorsRising"].endswith("> 0")
    assert by_name(make([page(), later], slug="demo"))["DemoParseErrorsRising"].endswith("> 10")
    assert by_name(make([page(), page()], slug="demo"))["DemoParseErrorsRising"].endswith("> 0")


def test_ranges_are_long_enough_for_slow_scrapes() -> None:
    draft = make([page()], slug="demo", interval=180.0)
    rules, _ = read_rules(draft.rules_yaml(), "rules.yaml")
    assert not [found for found in check(rules, [page()], interval=180.0) if found.severity != "info"]
    assert "[15m]" in by_name(draft)["DemoParseErrorsRising"]


def test_names_are_unique_whatever_families_are_called() -> None:
    data = b"# TYPE a_b_errors_total counter\na_b_errors_total 0\n# TYPE a_B_errors_total counter\na_B_errors_total 0\n"
    names = [rule.name for rule in make([page(data)], slug="a").rules]
    assert len(names) == len(set(names)) >= 3
    assert {"ABErrorsRising", "ABErrorsRising2"} <= set(names)


def test_what_the_catalog_has_goes_first(catalog: Catalog) -> None:
    pages = pages_from_entry(catalog.entry("redis"), "1.86.0")[:1]
    draft = make(pages, slug="redis", catalog=catalog)
    taken = [rule for rule in draft.rules if rule.heuristic == "catalog"]
    assert draft.source == "redis"
    assert {"RedisDown", "RedisExporterDown"} <= {rule.name for rule in taken}
    read = {name for rule in taken if rule.taken for name in rule.expr.replace("(", " ").replace("[", " ").split()}
    made = [rule for rule in draft.rules if rule.heuristic != "catalog"]
    assert made
    assert not {rule.heuristic for rule in made} & {"target_down", "service_up"}
    assert "redis_up" in read
    assert not any("redis_up " in rule.expr for rule in made)
    rules, findings = read_rules(draft.rules_yaml(), "rules.yaml")
    assert findings == []
    assert [found for found in check(rules, pages) if found.severity != "info"] == []


def test_the_catalogs_own_tests_come_with_its_rules(catalog: Catalog) -> None:
    pages = pages_from_entry(catalog.entry("redis"), "1.86.0")[:1]
    draft = make(pages, slug="redis", catalog=catalog)
    tests = yaml.safe_load(draft.tests_yaml())["tests"]
    tested = {item["alertname"] for group in tests for item in group.get("alert_rule_test", [])}
    assert tested == {rule.name for rule in draft.rules}


def test_a_page_without_metrics_is_refused() -> None:
    with pytest.raises(BadInput, match="no metrics"):
        make([page(b"# just a comment\n")], slug="demo")
    with pytest.raises(BadInput, match="no metrics"):
        make([], slug="demo")


def test_names_that_need_quotes_are_left_out_with_a_reason() -> None:
    data = b'# TYPE "my.errors_total" counter\n{"my.errors_total"} 3\n# TYPE demo_up gauge\ndemo_up 1\n'
    draft = make([page(data)], slug="demo")
    (said,) = [one for one in draft.report if one.family == "my.errors_total"]
    assert said.rules == ()
    assert "quoted" in said.reason


def test_texts_of_the_page_stay_texts() -> None:
    data = b"# HELP demo_up {{ $value }}: \"x\" # 'y'\\nnext\n# TYPE demo_up gauge\ndemo_up 1\n"
    draft = make([page(data)], slug="demo")
    (rule,) = [rule for rule in draft.rules if rule.name == "DemoDown"]
    assert "{{" not in rule.annotations["description"]
    rules, findings = read_rules(draft.rules_yaml(), "rules.yaml")
    assert findings == []
    assert rules


TEXT = """queue errors failed total requests max used free size bytes seconds ratio up healthy state last success usage
timestamp expiry replicas members lag restarts uptime start_time memory disk duration open files ready dropped peers age
exit_code degraded active alarm collector_success info"""
WORDS = TEXT.split()
NUMBERS = st.sampled_from(["0", "1", "3", "0.5", "1e12", "1795500000", "NaN", "+Inf", "-1"])
LABELS = st.dictionaries(
    st.sampled_from(["state", "code", "le", "job", "name"]),
    st.sampled_from(["failed", "ok", "200", "500", "5xx", "", "a\\nb", '\\"', "{{ x }}", "# no"]),
    max_size=2,
)


@st.composite
def families(draw: st.DrawFn) -> str:
    name = "_".join(["x", *draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))])
    kind = draw(st.sampled_from(["gauge", "counter", "untyped"]))
    lines = {
        ",".join(f'{label}="{value}"' for label, value in labels.items()): number
        for labels, number in draw(st.lists(st.tuples(LABELS, NUMBERS), min_size=1, max_size=3))
    }
    series = "".join(f"{name}{{{labels}}} {number}\n" for labels, number in lines.items())
    return f"# TYPE {name} {kind}\n{series}"


@settings(max_examples=60, deadline=None)
@given(st.lists(families(), min_size=1, max_size=8, unique_by=lambda text: text.split()[2]))
def test_any_page_gives_rules_that_pass_every_check(texts: list[str]) -> None:
    one = page("".join(texts).encode())
    draft = make([one], slug="x")
    rules, findings = read_rules(draft.rules_yaml(), "rules.yaml")
    assert findings == []
    assert len(rules) == len(draft.rules)
    assert [found for found in check(rules, [one]) if found.severity != "info"] == []
    assert bool(yaml.safe_load(draft.tests_yaml())["tests"]) == bool(draft.rules)

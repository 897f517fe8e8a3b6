"""The real Prometheus as the judge: promtool's verdict on each query, and the labels its engine gives each result."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from exporterhub.programs import Root, debian_root, run_tool
from exporterhub.promql import Query, Selector, analyse

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]

CASES = Path(__file__).parent / "cases"
GOOD: list[str] = [case["query"] for case in yaml.safe_load((CASES / "queries.yaml").read_text(encoding="utf-8"))]
BAD: dict[str, str] = {
    case["query"]: case["place"] for case in yaml.safe_load((CASES / "errors.yaml").read_text(encoding="utf-8"))
}
# What Prometheus 2.53 does not know and 3 does: more functions, quoted names, numbers and durations for each other.
NEWER = ("10m", "sort_by_label", "info(", "histogram_quantiles", "my.metric", "[300]", "first_over_time")
_REFUSED = re.compile(r'group "g", rule (\d+), "A\d+": could not parse expression: (\d+):(\d+)')
_GOT = re.compile(r'expr: "(.*)", time: .*?,\s*exp:.*?\n\s*got:\s*(.*)')


def newer(query: str) -> bool:
    """Whether Debian's Prometheus is too old for a query."""
    return any(word in query for word in NEWER)


@pytest.fixture(scope="module")
def promtool() -> Root:
    return debian_root(["promtool"], "trixie")


def refused(promtool: Root, folder: Path, queries: list[str]) -> dict[str, tuple[int, int]]:
    """The queries that promtool refuses, and the line and column it gives."""
    rules = [{"alert": f"A{number}", "expr": query} for number, query in enumerate(queries)]
    text = yaml.safe_dump({"groups": [{"name": "g", "rules": rules}]}, allow_unicode=True)
    (folder / "rules.yml").write_text(text, encoding="utf-8")
    done = run_tool(promtool, ["promtool", "check", "rules", "rules.yml"], folder=folder)
    said = (done.stdout + done.stderr).decode()
    return {queries[int(rule) - 1]: (int(line), int(column)) for rule, line, column in _REFUSED.findall(said)}


def test_promtool_reads_what_we_read(promtool: Root, tmp_path: Path) -> None:
    queries = [query for query in GOOD if not newer(query)]
    assert len(queries) > 40
    assert refused(promtool, tmp_path, queries) == {}


def test_promtool_refuses_what_we_refuse_in_the_same_line(promtool: Root, tmp_path: Path) -> None:
    # An empty expression is another kind of error there, and 2.53 still has holt_winters.
    queries = [query for query in BAD if query and "holt_winters" not in query]
    places = refused(promtool, tmp_path, queries)
    assert set(places) == set(queries)
    # For a bracket that is not closed we point at it and promtool at the end; so the columns differ here and there.
    same = sum(f"{line}:{column}" == BAD[query] for query, (line, column) in places.items())
    assert same > len(queries) / 2
    assert [q for q, (line, _) in places.items() if "\n" not in q and not BAD[q].startswith(f"{line}:")] == []


def labels_for(query: Query) -> frozenset[str]:
    """Labels that the made-up series carry: all that the query names, and more."""
    return query.label_names - {"le"} | {"job", "instance", "extra"}


def series(query: Query, selector: Selector) -> list[dict[str, Any]]:
    """Made-up series that the selector reads."""
    labels = dict.fromkeys(labels_for(query), "v:1") | {m.label: fitting(m.op, m.value) for m in selector.matchers}
    name = selector.metric or labels.pop("__name__")
    bounds = ("1", "+Inf") if name.endswith("_bucket") else ("",)
    found = []
    for number, bound in enumerate(bounds, 1):
        carried = labels | ({"le": bound} if bound else {})
        written = ",".join(f'{label}="{value}"' for label, value in sorted(carried.items()))
        found.append({"series": f"{name}{{{written}}}", "values": f"1+{7 * number}x200"})
    return found


def fitting(op: str, value: str) -> str:
    """A value that the matcher lets through."""
    words = {"5..": "500", "redis_.+": "redis_x", "prod.*": "production", ".+": "v"}
    return {"=": value, "=~": words.get(value, value)}.get(op, "other")


def without_threshold(query: Query) -> str:
    """The query with a comparison that always holds, so that there is a result to look at."""
    limit, text = query.threshold, query.text
    if limit is None:
        return text
    begin, end = min(limit.op_start, limit.start), max(limit.op_end, limit.end)
    word = "bool " if "bool" in text[begin:end] else ""
    always = "123.25 !=" if limit.start < limit.op_start else f"!= {word}123.25"
    return text[:begin] + always + text[end:]


def evaluated(promtool: Root, folder: Path, queries: list[Query]) -> dict[str, set[str]]:
    """The labels of the results that the engine gives, of those queries that have one."""
    tests = []
    for query in queries:
        inputs = {one["series"]: one for selector in query.selectors for one in series(query, selector)}
        # Nothing has this value: promtool then says what it got instead.
        wanted = [{"labels": "none", "value": 12345.5}]
        wish = {"expr": without_threshold(query), "eval_time": "150m", "exp_samples": wanted}
        tests.append({"interval": "1m", "input_series": list(inputs.values()), "promql_expr_test": [wish]})
    text = yaml.safe_dump({"rule_files": [], "evaluation_interval": "1m", "tests": tests}, width=10_000)
    (folder / "test.yml").write_text(text, encoding="utf-8")
    done = run_tool(promtool, ["promtool", "test", "rules", "test.yml"], folder=folder)
    results = _GOT.findall((done.stdout + done.stderr).decode())
    return {expr.replace('\\"', '"'): _label_names(got) for expr, got in results if not got.startswith("nil")}


def _label_names(got: str) -> set[str]:
    return {name for labels in re.findall(r"\{(.*?)\} ", got) for name in re.findall(r'(\w+)="', labels)}


def predicted(query: Query) -> set[str]:
    """The labels that the result of those series has by our analysis."""
    output = query.output
    carried = labels_for(query) | {"__name__"} if output.sources else set()
    buckets = {"le"} if any((s.metric or "").endswith("_bucket") for s in output.sources) else set()
    return {label for label in carried | buckets | output.added if output.can_have(label)}


def test_results_have_the_labels_that_we_say(promtool: Root, tmp_path: Path) -> None:
    queries = [analyse(query) for query in GOOD if not newer(query) and "`" not in query]
    results = evaluated(promtool, tmp_path, queries)
    said = {without_threshold(query): predicted(query) for query in queries}
    assert len(results) > 35
    assert {expr: labels for expr, labels in results.items() if said[expr] != labels} == {}

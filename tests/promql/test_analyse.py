"""What real queries read and return, against a case file; every place is shown by the text it cuts out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from exporterhub.promql import Query, Selector, analyse

CASES = Path(__file__).parent / "cases" / "queries.yaml"


def load() -> list[dict[str, Any]]:
    """The cases: a query, and what is to be found out about it."""
    cases: list[dict[str, Any]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return cases


def summary(query: Query) -> dict[str, Any]:
    """A query's analysis in plain values, empty ones left out."""
    text = query.text
    found: dict[str, Any] = {"query": text, "kind": query.kind}
    found["reads"] = [_selector(text, selector) for selector in query.selectors]
    found["labels"] = [_read(text, query, read) for read in query.labels_read]
    found["result"] = _output(query)
    if query.threshold:
        limit = query.threshold
        written = f"{text[limit.op_start : limit.op_end]} {text[limit.start : limit.end]}"
        found["threshold"] = f"{limit.op} {limit.value:.10g}, written {written}"
    found["ranges"] = [_range(text, query, window) for window in query.ranges]
    found["offsets"] = [f"{text[o.start : o.end]}: {o.seconds:g}" for o in query.offsets]
    found["functions"] = [text[use.start : use.end] for use in query.functions]
    return {key: value for key, value in found.items() if value != []}


def _selector(text: str, selector: Selector) -> dict[str, Any]:
    found: dict[str, Any] = {"metric": selector.metric, "text": text[selector.start : selector.end]}
    if selector.metric is not None:
        found["name"] = text[selector.name_start : selector.name_end]
    if selector.body_end != selector.end:
        found["body"] = text[selector.start : selector.body_end]
    matchers = [f"{m.label} {m.op} {m.value} from {text[m.start : m.end]}" for m in selector.matchers]
    assert all(text[m.value_start] in "\"'`" for m in selector.matchers)
    if matchers:
        found["matchers"] = matchers
    if selector.range is not None:
        found["range"] = selector.range
    if selector.offset:
        found["offset"] = selector.offset
    return found


def _numbers(query: Query, selectors: tuple[Selector, ...]) -> str:
    return ", ".join(f"{query.selectors.index(s)}:{s.metric}" for s in selectors)


def _read(text: str, query: Query, read: Any) -> str:
    source = _numbers(query, read.selectors) or read.origin
    return f"{read.by} {read.label} of {source} at {text[read.start : read.end]}"


def _output(query: Query) -> str:
    output = query.output
    kept = "all" if output.kept is None else ", ".join(sorted(output.kept)) or "none"
    words = [f"kept {kept}"]
    words += [f"dropped {', '.join(sorted(output.dropped))}"] if output.dropped else []
    words += [f"added {', '.join(sorted(output.added))}"] if output.added else []
    words += ["open"] if output.open else []
    words += [f"of {_numbers(query, output.sources)}"] if output.sources else []
    return "; ".join(words)


def _range(text: str, query: Query, window: Any) -> str:
    step = f" step {window.step:g}" if window.step else ""
    kind = f" subquery{step}" if window.subquery else ""
    over = _numbers(query, window.selectors)
    return f"{text[window.start : window.end]}: {window.seconds:g}{kind} for {window.function} over {over}"


@pytest.mark.parametrize("case", load(), ids=lambda case: str(case["query"])[:60])
def test_what_a_query_reads_and_returns(case: dict[str, Any]) -> None:
    assert summary(analyse(case["query"])) == case


def test_the_case_file_is_as_big_as_it_should_be() -> None:
    assert len(load()) >= 40


def test_metrics_and_label_names_are_listed_once() -> None:
    query = analyse('sum by (a) (x{b="1", c!~"y"}) / on (a) x + on (a) {"z"}')
    assert query.metrics == ("x", "z")
    assert query.label_names == {"a", "b", "c"}


def test_numbers_are_kept_with_their_places() -> None:
    text = "x * 1_000 > 0x10"
    assert [(n.value, text[n.start : n.end]) for n in analyse(text).numbers] == [(1000, "1_000"), (16, "0x10")]

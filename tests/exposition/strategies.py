"""Made-up families and pages."""

from __future__ import annotations

import math
import string

from hypothesis import strategies as st

from exporterhub.exposition import Exemplar, Family, Sample, canonical_bound, format_float

_FIRST = string.ascii_letters + "_"
_REST = _FIRST + string.digits
legacy_names = st.builds(
    lambda first, rest: f"m{first}{rest}x", st.sampled_from(_FIRST), st.text(_REST, max_size=8)
).filter(lambda name: not name.endswith(("_sum", "_count", "_bucket", "_total", "_created", "_info")))
utf8_names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).map(lambda text: f"m.{text}.x")
metric_names = st.one_of(legacy_names, utf8_names)
label_names = st.one_of(st.sampled_from(["a", "b", "cc", "_d"]), utf8_names)
label_values = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.one_of(
    st.floats(width=64), st.integers(-(10**18), 10**18).map(float), st.sampled_from([0.0, 1.0, 1e6, 999999.0, -1e6])
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(lambda text: text.strip(" \t\r"))
label_sets = st.dictionaries(label_names, label_values, max_size=4)
milliseconds = st.one_of(st.none(), st.integers(0, 10**13).map(lambda value: value / 1000))


@st.composite
def exemplars(draw: st.DrawFn) -> Exemplar | None:
    labels = draw(
        st.dictionaries(st.sampled_from(["trace_id", "span", "x.y"]), st.text('ab "\\\n', max_size=5), max_size=2)
    )
    timestamp = draw(st.one_of(st.none(), st.floats(0, 1e12)))
    return draw(st.sampled_from([None, Exemplar(labels, draw(numbers), timestamp)]))


@st.composite
def families(draw: st.DrawFn, *, openmetrics: bool) -> Family:
    """A family with distinct series, in the shape in which a page of the format gives it back."""
    name = draw(metric_names)
    kinds = ["counter", "gauge", "histogram", "summary", "unknown" if openmetrics else "untyped"]
    kind = draw(st.sampled_from(kinds))
    help_text = draw(texts)
    label_part = draw(
        st.lists(
            label_sets.map(lambda labels: {k: v for k, v in labels.items() if k not in ("le", "quantile")}),
            min_size=1,
            max_size=4,
            unique_by=lambda labels: frozenset(labels.items()),
        )
    )
    samples: list[Sample] = []
    for labels in label_part:
        samples += draw(_samples(name, kind, labels, openmetrics=openmetrics))
    return Family(name, kind, help_text, "", tuple(samples))


@st.composite
def _samples(draw: st.DrawFn, name: str, kind: str, labels: dict[str, str], *, openmetrics: bool) -> list[Sample]:
    timestamp = draw(milliseconds)
    if kind in ("histogram", "summary"):
        suffix, label = ("_bucket", "le") if kind == "histogram" else ("", "quantile")
        bounds = sorted(draw(st.sets(st.floats(0, 1e9), max_size=3))) + ([math.inf] if kind == "histogram" else [])
        spelled = [canonical_bound(format_float(bound)) for bound in bounds]
        exemplar = draw(exemplars()) if openmetrics and kind == "histogram" else None
        return [
            *(Sample(name + suffix, {**labels, label: text}, draw(numbers), timestamp, exemplar) for text in spelled),
            Sample(f"{name}_sum", labels, draw(numbers), timestamp),
            Sample(f"{name}_count", labels, draw(numbers), timestamp),
        ]
    if kind == "counter" and openmetrics:
        return [Sample(f"{name}_total", labels, draw(numbers), timestamp, draw(exemplars()))]
    return [Sample(name, labels, draw(numbers), timestamp)]


def pages(*, openmetrics: bool) -> st.SearchStrategy[list[Family]]:
    """The families of a page, each name once."""
    return st.lists(families(openmetrics=openmetrics), max_size=4, unique_by=lambda family: family.name)

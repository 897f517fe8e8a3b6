"""The page that a live Prometheus has: the series that rules read, and the names of all others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from exporterhub.catalog import Rule
from exporterhub.errors import BadInput
from exporterhub.exposition import Family, Sample
from exporterhub.promql import Selector, examine

from ._page import Metric, Page, page_of

if TYPE_CHECKING:
    from exporterhub.prometheus import Metadata, Series, Server  # what needs no server shall not pay for HTTP

__all__ = ["page_of_server"]

MOST_SERIES = 200_000
BACK = 3600.0
"""What was there in the last hour counts: a counter of errors or a batch job is not there all the time."""

_SUFFIXES = ("_bucket", "_sum", "_count", "_total", "_created", "_info")


def page_of_server(
    server: Server, job: str = "", rules: Sequence[Rule] = (), *, clock: Callable[[], float] = time.time
) -> Page:
    """What the server had in the last hour of ``job`` (of everything, where none is named), as one page.

    Series keep the labels that the scrape added; types and help are those of the server's metadata. Of what no rule
    reads the names alone are there, so that the nearest one can be told.

    Raises:
        BadInput: there is nothing of the job, or the rules read too much for one look.
        Missing: the server does not answer.
    """
    now = clock()
    matcher = f"job={_quoted(job)}" if job else ""
    names = server.label_values("__name__", [f"{{{matcher}}}"] if job else [], now - BACK, now)
    if not names:
        raise BadInput(f"{server.url} has no series of the job {job!r}" if job else f"{server.url} has no series")
    known = server.metadata()
    samples: dict[str, list[Sample]] = {}
    number = 0
    looked_for: set[str] = set()
    for text, name in _selectors(rules, frozenset(names), matcher).items():
        looked_for.add(name)
        found = server.query(f"last_over_time({text}[{BACK:.0f}s])", at=now)
        number += len(found)
        if number > MOST_SERIES:
            remedy = "name one job with --job" if not job else "check fewer rules at once"
            raise BadInput(f"the rules read more than {MOST_SERIES:,} series of {server.url}", remedy=remedy)
        _take(found, name, known, samples)
    page = page_of(f"{server.url}{f' job {job}' if job else ''}", _families(samples, known))
    others = {name: _named_only(name, known) for name in names if name not in looked_for | page.metrics.keys()}
    return Page(page.name, {**page.metrics, **others}, page.families)


def _selectors(rules: Iterable[Rule], names: frozenset[str], matcher: str) -> dict[str, str]:
    """What to look for, and its name: metrics that rules name and that exist, and selectors without a fixed name."""
    found: dict[str, str] = {}
    for rule in rules:
        for selector in examine(rule.expr).selectors:
            if selector.metric in names:
                name = str(selector.metric)
                found[f"{{__name__={_quoted(name)}{',' * bool(matcher)}{matcher}}}"] = name
            elif selector.metric is None and (text := _nameless(selector, matcher)):
                found[text] = ""
    return found


def _nameless(selector: Selector, matcher: str) -> str:
    """Its matchers of the name; any others would hide what a check is to find. Empty where any name will do."""
    by_name = [f"__name__{one.op}{_quoted(one.value)}" for one in selector.matchers if one.label == "__name__"]
    return f"{{{','.join([*by_name, matcher] if matcher else by_name)}}}" if by_name else ""


def _take(found: Iterable[Series], asked: str, known: Mapping[str, Metadata], samples: dict[str, list[Sample]]) -> None:
    for series in found:
        name = series.labels.get("__name__", asked)
        labels = {key: value for key, value in series.labels.items() if key != "__name__"}
        samples.setdefault(_family(name, known), []).append(Sample(name, labels, series.points[-1].value))


def _families(samples: Mapping[str, list[Sample]], known: Mapping[str, Metadata]) -> list[Family]:
    families = []
    for name, found in samples.items():
        kind, text, unit = known.get(name) or ("unknown", "", "")
        unique = {(sample.name, tuple(sorted(sample.labels.items()))): sample for sample in found}
        families.append(Family(name, kind, text, unit, tuple(unique.values())))
    return families


def _named_only(name: str, known: Mapping[str, Metadata]) -> Metric:
    family = _family(name, known)
    return Metric(name, family, known[family].type if family in known else "unknown")


def _family(name: str, known: Mapping[str, Metadata]) -> str:
    if name in known:
        return name
    return next(
        (name.removesuffix(end) for end in _SUFFIXES if name.endswith(end) and name.removesuffix(end) in known), name
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

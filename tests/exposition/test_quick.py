"""The quick paths give what reading line by line gives: families, findings, and the place of the first error."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporterhub.errors import Finding, SyntaxProblem
from exporterhub.exposition import OPENMETRICS, TEXT, Family, inventory, inventory_of, parse, render

from . import strategies
from .conftest import CASES, content_type_of, read_line_by_line, show

TYPES = [TEXT, OPENMETRICS]
# Lines that are almost of the usual form, and the parts that make them almost so.
LINES = [
    'a{x="1"} 1',
    'a{x="2"} 2 1000',
    'a{x="3",y="4"} 3',
    'a{x="3",y="4",} 3',
    'a{x="5", y="6"} 3',
    'a{x="\\"\\\\\\n"} 4',
    'a{x="} 5"} 5',
    'a{x=""} NaN',
    'a{x="1"}6',
    'a{x="1"}  7',
    'a{x="1",x="2"} 8',
    'a{__name__="1"} 8',
    "a 9",
    "a 1_0",
    "a +Inf",
    "a 1e999",
    "a  10",
    "a 11 ",
    "a_sum 12",
    "a_count 13",
    'a_bucket{le="1"} 14',
    'a_bucket{le="+Inf"} 15',
    'a_bucket{le="x"} 16',
    'a_bucket{le="1",x="2"} 17',
    'a_total{x="1"} 18 # {t="1"} 1',
    "b 19",
    'b{x="é"} 20',
    '{"a",x="1"} 21',
    '{"a.b"} 22',
    'a{x="1\x01\\\\\x02"} 23',
    "",
    "# comment",
    "# HELP a Some help.",
    "# HELP a Some \\\\ help \\n.",
    "# TYPE a counter",
    "# TYPE a gauge",
    "# TYPE a histogram",
    "# TYPE a summary",
    "# HELP b Other help.",
    "# TYPE b gauge",
    "# TYPE a_sum gauge",
    "# HELP a_sum Clash.",
    "# UNIT a x",
    "# EOF",
]
made_up = st.lists(st.sampled_from(LINES), max_size=14).map(lambda lines: "".join(f"{line}\n" for line in lines))


def outcome(page: bytes | str, content_type: str, *, strict: bool) -> tuple[object, ...]:
    findings: list[Finding] = []
    families: list[Family] = []
    try:
        for family in parse(page, content_type, strict=strict, on_finding=findings.append):
            families.append(family)  # noqa: PERF402 - those before an error count
    except SyntaxProblem as problem:
        return "refused", problem.line, problem.column, problem.problem
    return show(iter(families)), sorted(map(str, findings))


def slowly(page: bytes | str, content_type: str, *, strict: bool) -> tuple[object, ...]:
    try:
        families, findings = read_line_by_line(page, content_type, strict=strict)
    except SyntaxProblem as problem:
        return "refused", problem.line, problem.column, problem.problem
    return show(iter(families)), sorted(map(str, findings))


def agree(page: bytes | str, content_type: str) -> None:
    for strict in (True, False):
        assert outcome(page, content_type, strict=strict) == slowly(page, content_type, strict=strict)
    counted = inventory(page, content_type, strict=False)
    assert counted == inventory_of(parse(page, content_type, strict=False))


@pytest.mark.parametrize("case", sorted(CASES.glob("*.prom")), ids=lambda case: case.stem)
def test_cases(case: Path) -> None:
    agree(case.read_bytes(), content_type_of(case))


@pytest.mark.parametrize("content_type", TYPES)
@given(page=made_up)
def test_lines_that_are_almost_usual(page: str, content_type: str) -> None:
    agree(page, content_type)
    agree(page + "# EOF\n", content_type)


@pytest.mark.parametrize("seed", range(40))
def test_many_lines_that_are_almost_usual(seed: int) -> None:
    chosen = random.Random(seed)
    for _ in range(40):
        lines = chosen.choices(LINES, k=chosen.randint(1, 30))
        if chosen.random() < 0.5:
            lines = [line for line in lines if not line.startswith("a{") or line.endswith("1")]
        page = "".join(f"{line}\n" for line in lines)
        agree(page, TEXT)
        agree(f"{page}# EOF\n", OPENMETRICS)


def cut(page: str, chosen: random.Random) -> str:
    """A page with a character taken out, put in or doubled."""
    place = chosen.randrange(len(page))
    return (
        page[:place]
        + chosen.choice(["", '"', "\\", "\n", " ", "{", "}", ",", page[place] * 2, "#", "\r"])
        + page[place + 1 :]
    )


@pytest.mark.parametrize("openmetrics", [False, True])
@given(data=st.data())
def test_pages_with_one_wrong_character(data: st.DataObject, openmetrics: bool) -> None:
    families = data.draw(strategies.pages(openmetrics=openmetrics).filter(bool))
    content_type = TYPES[openmetrics]
    page = render(families, content_type).decode()
    chosen = random.Random(data.draw(st.integers()))
    for _ in range(5):
        agree(cut(page, chosen), content_type)


def many_histograms(groups: int, buckets: int, *, openmetrics: bool) -> str:
    """A page of one family with several histograms, and one with several summaries."""
    bounds = [f"{n}.5" for n in range(buckets)] + ["+Inf"]
    lines = ["# HELP h Histograms.", "# TYPE h histogram"]
    for group in range(groups):
        lines += [f'h_bucket{{path="/{group}",le="{bound}"}} {group}' for bound in bounds]
        lines += [f'h_sum{{path="/{group}"}} 1', f'h_count{{path="/{group}"}} {group}']
    lines += ["# HELP s Summaries.", "# TYPE s summary"]
    for group in range(groups):
        lines += [f's{{path="/{group}",quantile="{bound}"}} NaN' for bound in bounds[:-1]]
        lines += [f's_count{{path="/{group}"}} {group}', f's_sum{{path="/{group}"}} 1']
    return "\n".join([*lines, "# EOF" if openmetrics else "# end", ""])


@pytest.mark.parametrize("openmetrics", [False, True])
@pytest.mark.parametrize("groups", [1, 2, 7])
def test_histograms_with_a_wrong_character(groups: int, openmetrics: bool) -> None:
    page = many_histograms(groups, 3, openmetrics=openmetrics)
    chosen = random.Random(groups)
    agree(page, TYPES[openmetrics])
    (h, s) = parse(page, TYPES[openmetrics])
    assert (len(h.samples), len(s.samples)) == (groups * 6, groups * 5)
    for _ in range(150):
        agree(cut(page, chosen), TYPES[openmetrics])
        lines = page.splitlines(keepends=True)
        chosen.shuffle(lines)
        agree("".join(lines), TYPES[openmetrics])
        del lines[chosen.randrange(len(lines))]
        agree("".join(sorted(lines)), TYPES[openmetrics])


def test_recordings(recordings: list[Path]) -> None:
    for recording in recordings:
        page = recording.read_bytes()
        kind = OPENMETRICS if b"content-type: application/openmetrics" in page[:2000] else TEXT
        if kind == TEXT:
            agree(page, kind)


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1000])
@given(page=made_up)
def test_however_the_page_is_cut(page: str, size: int) -> None:
    whole = outcome(page, TEXT, strict=False)
    assert outcome_of_reads(page.encode(), size) == whole


class Reads(io.RawIOBase):
    """A file that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._file = io.BytesIO(data)
        self._size = size

    def read(self, size: int = -1) -> bytes:
        return self._file.read(min(size, self._size))


def outcome_of_reads(page: bytes, size: int) -> tuple[object, ...]:
    findings: list[Finding] = []
    families = list(parse(Reads(page, size), TEXT, strict=False, on_finding=findings.append))  # type: ignore[arg-type]
    assert inventory(Reads(page, size), TEXT, strict=False) == inventory_of(families)  # type: ignore[arg-type]
    return show(iter(families)), sorted(map(str, findings))

"""Pages of any length in bounded memory, and any bytes without a crash."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exporterhub.errors import Finding, SyntaxProblem
from exporterhub.exposition import OPENMETRICS, TEXT, Limits, inventory, parse

MIB = 1 << 20


class Page(io.RawIOBase):
    """A page that is made while it is read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (line := next(self._lines, b"")):
            self._rest += line
        block, self._rest = self._rest[:size], self._rest[size:]
        return block


def one_family(count: int) -> Iterator[bytes]:
    yield b"# HELP a Help.\n# TYPE a gauge\n"
    for start in range(0, count, 1000):
        yield b"".join(b'a{n="%d",path="/api/v1/%d"} %d\n' % (n, n, n) for n in range(start, start + 1000))


def many_families(count: int) -> Iterator[bytes]:
    for start in range(0, count, 1000):
        yield b"# HELP a%d Help.\n# TYPE a%d gauge\n" % (start, start)
        yield b"".join(b'a%d{n="%d"} %d\n' % (start, n, n) for n in range(1000))


def peak(action: Callable[[], object]) -> int:
    """Bytes that were held at most while something was done."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("lines", [one_family, many_families])
def test_memory_of_an_inventory_does_not_grow_with_the_page(lines: Callable[[int], Iterator[bytes]]) -> None:
    inventory(Page(lines(10_000)))  # type: ignore[arg-type]
    short = peak(lambda: inventory(Page(lines(50_000))))  # type: ignore[arg-type]
    long = peak(lambda: inventory(Page(lines(1_000_000))))  # type: ignore[arg-type]
    assert long < short + 2 * MIB


def test_parse_holds_one_family() -> None:
    def read(count: int) -> int:
        return sum(len(family.samples) for family in parse(Page(many_families(count))))  # type: ignore[arg-type]

    read(10_000)
    short, long = peak(lambda: read(20_000)), peak(lambda: read(200_000))
    assert long < short + 2 * MIB


def test_families_come_before_the_page_has_ended() -> None:
    families = parse(Page(many_families(10**9)))  # type: ignore[arg-type]
    assert next(families).name == "a0"


def test_an_endless_line_is_refused_and_not_kept() -> None:
    def endless() -> Iterator[bytes]:
        yield b"a 1\n"
        for _ in range(256):
            yield b"x" * MIB
        yield b"\nb 2\n"

    findings: list[Finding] = []
    names: list[str] = []

    def read() -> None:
        families = parse(Page(endless()), strict=False, on_finding=findings.append)  # type: ignore[arg-type]
        names.extend(family.name for family in families)

    assert peak(read) < 16 * MIB
    assert names == ["a", "b"]
    assert [(finding.id, finding.line) for finding in findings] == [("exposition/line-too-long", 2)]
    with pytest.raises(SyntaxProblem, match="line 2, column 1: the line is longer than"):
        list(parse(Page(endless())))  # type: ignore[arg-type]


@pytest.mark.parametrize("content_type", [TEXT, OPENMETRICS])
def test_a_long_line_among_others(content_type: str) -> None:
    page = "a 1\n" + "x" * 100 + "\nb 2\n" + "y" * 100
    findings: list[Finding] = []
    families = list(parse(page, content_type, strict=False, on_finding=findings.append, limits=Limits(line=50)))
    assert [family.name for family in families] == ["a", "b"]
    too_long = [finding.line for finding in findings if finding.id == "exposition/line-too-long"]
    assert too_long == [2, 4]


def test_a_long_family_comes_in_pieces_and_is_counted_whole() -> None:
    page = b"".join(one_family(20_000))
    pieces = list(parse(page, limits=Limits(family=5_000)))
    assert len(pieces) > 1
    assert {(piece.name, piece.type, piece.help) for piece in pieces} == {("a", "gauge", "Help.")}
    assert sum(len(piece.samples) for piece in pieces) == inventory(page).families["a"].series == 20_000


def test_too_many_families_are_refused() -> None:
    page = "".join(f"a{n} 1\n" for n in range(100)) + "".join(
        f"# HELP b{n} x\n# TYPE b{n} gauge\nb{n} 1\n" for n in range(100)
    )
    with pytest.raises(SyntaxProblem, match="more than 50 families"):
        list(parse(page, limits=Limits(families=50)))
    findings: list[Finding] = []
    families = list(parse(page, strict=False, on_finding=findings.append, limits=Limits(families=150)))
    assert 150 <= len(families) <= 200
    assert [finding.id for finding in findings] == ["exposition/too-many-families"]


def test_findings_end_somewhere() -> None:
    findings: list[Finding] = []
    list(parse("?\n" * 5_000, strict=False, on_finding=findings.append, limits=Limits(findings=10)))
    assert len(findings) == 11
    assert findings[-1].id == "exposition/too-many-findings"


@pytest.mark.parametrize("content_type", [TEXT, OPENMETRICS])
@given(page=st.one_of(st.binary(max_size=200), st.text(max_size=100), st.text('a{}",=# \\\n1.\r\te+', max_size=100)))
@example(page=b"\x00")
@example(page='a{b="\udcff"} 1\n')
@example(page="# TYPE")
@example(page="# HELP a\\")
@example(page="{")
@example(page='{"')
@example(page='a{b="\\')
@example(page="\n")
def test_any_bytes(page: bytes | str, content_type: str) -> None:
    findings: list[Finding] = []
    families = list(parse(page, content_type, strict=False, on_finding=findings.append))
    assert all(finding.line >= 0 and finding.column >= 0 for finding in findings)
    inventory(page, content_type, strict=False)
    try:
        strict = list(parse(page, content_type))
    except SyntaxProblem as problem:
        first = next(finding for finding in findings if finding.severity == "error")
        assert (first.line >= 1, first.column >= 1, problem.line >= 1, problem.column >= 1) == (True,) * 4  # noqa: PT017
    else:
        assert [family.name for family in strict] == [family.name for family in families]
        assert "error" not in {finding.severity for finding in findings}


@given(page=st.text('ab{}",= 1\n\\#', max_size=200))
def test_text_bytes_and_file_are_the_same(page: str) -> None:
    raw = page.encode()
    texts = [list(parse(data, strict=False)) for data in (page, raw, io.BytesIO(raw))]
    assert all(families == texts[0] for families in texts)

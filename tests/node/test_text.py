"""Families, written from templates."""

from __future__ import annotations

from exporterhub.exposition import TEXT, parse
from exporterhub.node.text import Families, Fields, Info, Metric, Single, Table, labels, utf8

ONE = Metric("one_total", "counter", "The first, with 100 % of a \\ and\na second line.")
TWO = Metric("two", "gauge", "The second.")


def test_labels_are_escaped_and_kept_in_order() -> None:
    assert labels(b='say "hi"', a="back\\slash", c="two\nlines") == (
        b'b="say \\"hi\\"",a="back\\\\slash",c="two\\nlines"'
    )


def test_names_that_are_no_utf8_are_repaired() -> None:
    assert utf8(b"caf\xe9") == "caf\ufffd".encode()
    assert utf8("caf\udce9") == "caf\ufffd".encode()
    assert labels(mountpoint="/srv/\udcff") == 'mountpoint="/srv/\ufffd"'.encode()


def test_a_table_writes_family_by_family() -> None:
    page = Table(ONE, TWO).render([b'd="a"', b'd="100%s"'], [(b"1", b"2"), (b"3", b"4")])
    assert page == (
        b"# HELP one_total The first, with 100 % of a \\\\ and\\na second line.\n# TYPE one_total counter\n"
        b'one_total{d="a"} 1\none_total{d="100%s"} 3\n'
        b'# HELP two The second.\n# TYPE two gauge\ntwo{d="a"} 2\ntwo{d="100%s"} 4\n'
    )
    assert len(list(parse(page, TEXT))) == 2


def test_a_table_follows_its_rows() -> None:
    table = Table(ONE, TWO)
    first = table.render([b'd="a"'], [(b"1", b"2")])
    assert table.render([b'd="a"', b'd="b"'], [(b"1", b"2"), (b"3", b"4")]).count(b"\n") == 8
    assert table.render([b'd="a"'], [(b"1", b"2")]) == first
    assert table.render([], []) == b""


def test_a_missing_value_leaves_the_series_out_and_an_empty_family_away() -> None:
    table = Table(ONE, TWO)
    page = table.render([b'd="a"', b'd="b"'], [(b"1", None), (b"3", None)])
    assert b"two" not in page
    assert table.render([b'd="a"', b'd="b"'], [(None, b"2"), (b"3", None)]).count(b"one_total{") == 1
    assert table.render([b'd="a"', b'd="b"'], [(b"1", b"2"), (b"3", b"4")]).count(b"{d=") == 4


def test_families_without_labels() -> None:
    assert Single(TWO).render([b"5"]).endswith(b"two 5\n")
    assert Single(ONE, TWO).render([None, b"5"]).count(b"# TYPE") == 1
    fields = Fields(lambda name: Metric(name.decode(), "gauge", "x"))
    assert fields.render({b"a": b"1"}).endswith(b"a 1\n")
    assert fields.render({b"b": b"1"}).endswith(b"b 1\n")


def test_information_is_written_again_only_when_it_changed() -> None:
    info = Info("x_info", "X.")
    first = info.render([b'a="1"'])
    assert first.endswith(b'x_info{a="1"} 1\n')
    assert info.render([b'a="1"']) is first
    assert info.render([]) == b""


def test_a_series_counts_once() -> None:
    found = Families()
    found.add(TWO, b'a="1"', b"1")
    found.add(TWO, b'a="1"', b"2")
    found.add(ONE, b"", None)
    assert found.render() == b'# HELP two The second.\n# TYPE two gauge\ntwo{a="1"} 1\n'

"""What visitors may put into commands: checked value by value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporterhub.hub.install import Choices, read_choices


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", "localhost"),
        ("host", "db-1.example.org"),
        ("host", "my_redis"),
        ("host", "192.0.2.7"),
        ("host", "2001:db8::7"),
        ("host", "[2001:db8::7]"),
        ("port", "1"),
        ("port", "65535"),
        ("listen", "127.0.0.1:9121"),
        ("listen", ":9121"),
        ("listen", "[::1]:9121"),
        ("version", "1.69.0"),
        ("version", "0.18.0-rc.0+ds1~deb12u1"),
        ("arch", "arm64"),
    ],
)
def test_good_values_are_taken(field: str, value: str) -> None:
    choices, problems = read_choices({field: value})
    assert problems == ()
    assert str(getattr(choices, field)) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", "db.example/path"),
        ("host", "http://db"),
        ("host", "db;reboot"),
        ("host", "$(reboot)"),
        ("host", "a b"),
        ("host", "db:5432"),
        ("host", "-flag"),
        ("host", "fe80::1%eth0"),
        ("host", "[db]"),
        ("host", "x" * 64),
        ("host", "dé"),
        ("port", "0"),
        ("port", "65536"),
        ("port", "9e3"),
        ("port", "٣"),
        ("listen", "9121"),
        ("listen", "::1:9121"),
        ("listen", "127.0.0.1:x"),
        ("listen", "a b:1"),
        ("version", "1.0 && id"),
        ("version", "-1"),
        ("version", "1" * 65),
        ("arch", "m68k"),
    ],
)
def test_bad_values_are_named_and_left_out(field: str, value: str) -> None:
    choices, problems = read_choices({field: value})
    assert [problem.field for problem in problems] == [field]
    assert problems[0].message
    assert choices == Choices()


def test_a_leading_v_of_a_version_is_dropped() -> None:
    assert read_choices({"version": "v1.2.3"})[0].version == "1.2.3"


def test_what_is_not_asked_for_is_passed_over() -> None:
    assert read_choices({"sort": "name", "host": " "}) == (Choices(), ())


SHELL = set(" \t\n\r\"'`$&|;<>()*?#!\\{}\0")


@given(st.dictionaries(st.sampled_from(["host", "port", "listen", "version", "arch"]), st.text(max_size=80)))
def test_nothing_that_a_shell_reads_gets_through(values: dict[str, str]) -> None:
    choices, _ = read_choices(values)
    assert not SHELL & set(f"{choices.host}{choices.listen}{choices.version}{choices.arch}")
    assert not choices.host.startswith("-")
    assert not choices.version.startswith("-")

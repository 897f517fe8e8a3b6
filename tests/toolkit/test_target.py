"""Targets, read strictly."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from exporterhub.toolkit import Refusal
from exporterhub.toolkit.probe import AllowList
from exporterhub.toolkit.probe.target import Wanted, read_target, resolve

SCHEMES = ("http", "https", "tcp")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("db1", ("http", "db1", 80, "")),
        ("db1:9000", ("http", "db1", 9000, "")),
        ("DB1.Example.org.:9000", ("http", "db1.example.org", 9000, "")),
        ("https://db1", ("https", "db1", 443, "")),
        ("HTTPS://db1:1/a/b?c=d&e", ("https", "db1", 1, "/a/b?c=d&e")),
        ("tcp://10.0.0.1:5432", ("tcp", "10.0.0.1", 5432, "")),
        ("[2001:DB8::1]:80", ("http", "2001:db8::1", 80, "")),
        ("[::1]", ("http", "::1", 80, "")),
        ("db_1.internal/metrics", ("http", "db_1.internal", 80, "/metrics")),
    ],
)
def test_targets(text: str, wanted: tuple[str, str, int, str]) -> None:
    assert read_target(text, schemes=SCHEMES) == wanted


def test_a_modules_port() -> None:
    assert read_target("db1", schemes=("tcp",), default_port=5432).port == 5432


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 400),
        ("x" * 3000, 400),
        ("user:secret@db1", 400),
        ("http://user@db1/", 400),
        ("http://db1@evil.test/", 400),
        ("http://evil.test\\@db1/", 400),
        ("http://db1#@evil.test/", 400),
        ("http://db1/#a", 400),
        ("db1?x=1", 400),
        ("db1 evil", 400),
        ("db1\r\nHost: evil", 400),
        ("db1\x00", 400),
        ("dä1", 400),
        ("-db1", 400),
        ("db1..example", 400),
        ("db1:0", 400),
        ("db1:65536", 400),
        ("db1:http", 400),
        ("db1:", 400),
        ("db1:80:90", 400),
        ("tcp://db1", 400),
        ("[::1", 400),
        ("[::1]80", 400),
        ("[::1%25eth0]:80", 400),
        ("[10.0.0.1]", 400),
        ("::1", 400),
        ("127.1", 400),
        ("2130706433", 400),
        ("0x7f000001", 400),
        ("0x7f.0.0.0x1", 400),
        ("0177.0.0.1", 400),
        ("file:///etc/passwd", 403),
        ("gopher://db1", 403),
        ("unix:///var/run/redis.sock", 403),
    ],
)
def test_what_is_refused(text: str, status: int) -> None:
    with pytest.raises(Refusal) as caught:
        read_target(text, schemes=SCHEMES)
    assert caught.value.status == status
    assert "secret" not in caught.value.message


@given(st.text(max_size=40))
def test_any_text_is_a_target_or_refused(text: str) -> None:
    try:
        wanted = read_target(text, schemes=SCHEMES)
    except Refusal as refusal:
        event(str(refusal.status))
        return
    assert "@" not in wanted.host
    assert 0 < wanted.port < 65536
    assert read_target(f"{wanted.scheme}://{wanted.authority}{wanted.path}", schemes=SCHEMES) == wanted


def test_a_name_that_is_not_listed_is_not_looked_up() -> None:
    asked: list[str] = []
    with pytest.raises(Refusal):
        resolve(Wanted("http", "db2", 80), AllowList.of(["db1"]), lambda host, _port: asked.append(host) or [])
    assert asked == []


def test_a_name_without_an_allowed_address() -> None:
    with pytest.raises(Refusal) as caught:
        resolve(Wanted("http", "db1", 80), AllowList.of(["10.0.0.0/8"]), lambda *_: [ipaddress.ip_address("192.0.2.1")])
    assert caught.value.status == 403

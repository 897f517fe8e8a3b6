"""Which targets may be probed."""

from __future__ import annotations

import ipaddress

import pytest

from exporterhub.errors import BadInput
from exporterhub.toolkit.probe import AllowList


def judge(entries: list[str], host: str, *addresses: str) -> list[str]:
    """The addresses that may be connected to."""
    allow = AllowList.of(entries)
    if not allow.allows_name(host):
        return []
    return [str(address) for address in allow.allowed(host, [ipaddress.ip_address(text) for text in addresses])]


@pytest.mark.parametrize(
    ("entries", "host", "address", "allowed"),
    [
        ([], "db1", "10.0.0.1", False),
        # names only
        (["db1"], "db1", "10.0.0.1", True),
        (["db1"], "db2", "10.0.0.1", False),
        (["DB1.Example.Org."], "db1.example.org", "10.0.0.1", True),
        (["*.example.org"], "db1.example.org", "10.0.0.1", True),
        (["*.example.org"], "a.b.example.org", "10.0.0.1", True),
        (["*.example.org"], "example.org", "10.0.0.1", False),
        (["*.example.org"], "evilexample.org", "10.0.0.1", False),
        (["*.example.org"], "db1.example.org.evil.test", "10.0.0.1", False),
        (["db1"], "10.0.0.1", "10.0.0.1", False),
        # ... which a name server cannot point at this host or at a cloud's metadata
        (["db1"], "db1", "127.0.0.1", False),
        (["db1"], "db1", "::1", False),
        (["db1"], "db1", "::ffff:127.0.0.1", False),
        (["db1"], "db1", "64:ff9b::7f00:1", False),
        (["db1"], "db1", "169.254.169.254", False),
        (["db1"], "db1", "fe80::1", False),
        (["db1"], "db1", "0.0.0.0", False),
        (["db1"], "db1", "224.0.0.1", False),
        (["localhost"], "localhost", "127.0.0.1", True),
        # networks only
        (["10.0.0.0/8"], "db1", "10.1.2.3", True),
        (["10.0.0.0/8"], "10.1.2.3", "10.1.2.3", True),
        (["10.0.0.0/8"], "db1", "192.0.2.1", False),
        (["10.0.0.0/8"], "db1", "::ffff:a01:203", True),
        (["10.0.0.0/8"], "db1", "64:ff9b::a01:203", True),
        (["0.0.0.0/0"], "db1", "2001:db8::1", False),
        (["2001:db8::/32"], "db1", "2001:db8::1", True),
        (["127.0.0.1"], "127.0.0.1", "127.0.0.1", True),
        (["127.0.0.1"], "127.0.0.2", "127.0.0.2", False),
        # both
        (["db1", "10.0.0.0/8"], "db1", "10.0.0.1", True),
        (["db1", "10.0.0.0/8"], "db1", "192.0.2.1", False),
        (["db1", "10.0.0.0/8"], "db2", "10.0.0.1", False),
        (["db1", "10.0.0.0/8"], "10.0.0.1", "10.0.0.1", True),
    ],
)
def test_names_and_networks(entries: list[str], host: str, address: str, allowed: bool) -> None:
    assert judge(entries, host, address) == ([address] if allowed else [])


def test_only_the_allowed_addresses_of_a_name_are_kept() -> None:
    assert judge(["10.0.0.0/8"], "db1", "192.0.2.1", "10.0.0.1", "2001:db8::1") == ["10.0.0.1"]


@pytest.mark.parametrize(
    "entry",
    ["", "*", "*.", "a b", "http://db1", "db1:80", "db1/24", "10.0.0.0/33", "256.1.1.1", "1.2.3", "-db", "ä.org"],
)
def test_what_is_no_entry(entry: str) -> None:
    with pytest.raises(BadInput, match="is no name and no network"):
        AllowList.of([entry])

"""Where a webhook may lead, and how little of an address is shown."""

from __future__ import annotations

import pytest

from exporterhub.errors import BadInput
from exporterhub.hub.webhooks.address import Hidden, host_of, is_own_network, parse_address


@pytest.mark.parametrize(
    ("address", "allow_http", "host"),
    [
        ("https://hooks.slack.com/services/T0/B0/x", False, "hooks.slack.com"),
        (" https://ntfy.example.org:8443/topic?auth=x ", False, "ntfy.example.org:8443"),
        ("https://10.0.0.1/x", False, "10.0.0.1"),
        ("https://[2001:db8::1]:8443/x", False, "[2001:db8::1]:8443"),
        ("http://127.0.0.1:9000/x", True, "127.0.0.1:9000"),
        ("http://[::1]/x", True, "[::1]"),
        ("http://192.168.1.5/x", True, "192.168.1.5"),
        ("http://ntfy/topic", True, "ntfy"),
    ],
)
def test_good(address: str, allow_http: bool, host: str) -> None:
    assert host_of(parse_address(address, allow_http=allow_http)) == host


@pytest.mark.parametrize(
    ("address", "allow_http", "said"),
    [
        ("", False, "needs an address"),
        ("hooks.slack.com/services", False, "https://"),
        ("ftp://example.org/s3cret-path", True, "https://"),
        ("javascript:alert(1)", True, "https://"),
        ("https:///s3cret-path", False, "no address of a host"),
        ("https://-a/s3cret-path", False, "no address of a host"),
        ("https://a:99999/s3cret-path", False, "no address of a host"),
        ("https://a:0/s3cret-path", False, "no address of a host"),
        ("https://[::1/s3cret-path", False, "no address of a host"),
        ("https://a b/s3cret-path", False, "a space"),
        ("https://a/s3cret-path\r\nX: 1", False, "a space"),
        ("https://exämple.org/s3cret-path", False, "not ASCII"),
        ("https://u:s3cret-path@example.org/", False, "a user, a password"),
        ("https://example.org/#s3cret-path", False, "fragment"),
        ("https://169.254.169.254/s3cret-path", False, "link-local"),
        ("https://[fe80::1]/s3cret-path", False, "link-local"),
        ("https://[::ffff:169.254.169.254]/s3cret-path", False, "link-local"),
        ("http://127.0.0.1/s3cret-path", False, "on the way"),
        ("http://8.8.8.8/s3cret-path", True, "private network"),
        ("http://[2001:db8::1]/s3cret-path", True, "private network"),
        ("http://[::ffff:8.8.8.8]/s3cret-path", True, "private network"),
        ("https://example.org/" + "s3cret-path" * 200, False, "longer than"),
    ],
)
def test_bad(address: str, allow_http: bool, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        parse_address(address, allow_http=allow_http)
    assert caught.value.remedy
    assert "s3cret-path" not in str(caught.value)


@pytest.mark.parametrize(
    ("ip", "own"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("172.31.0.1", True),
        ("172.32.0.1", False),
        ("fd00::1", True),
        ("::ffff:192.168.0.1", True),
        ("169.254.169.254", False),
        ("8.8.8.8", False),
        ("0.0.0.0", False),
        ("100.64.0.1", False),
        ("localhost", False),
    ],
)
def test_own_networks(ip: str, own: bool) -> None:
    assert is_own_network(ip) is own


def test_what_is_secret_is_taken_out_of_a_text() -> None:
    hidden = Hidden("https://chat.example/services/T0KENT0KEN?key=abcdefgh", "hush-hush")
    text = "Cannot POST /services/T0KENT0KEN?key=abcdefgh, T0KENT0KEN, abcdefgh, hush-hush at chat.example"
    assert hidden.out_of(text) == "Cannot POST ...?..., ..., ..., ... at chat.example"
    assert "T0KEN" not in repr(hidden)

"""Where a webhook may lead: https anywhere, http only within the operator's own networks and when that is wanted.

Chat programs put a token into the path of a webhook's address, so of an address only the host is ever shown.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from exporterhub.errors import BadInput

__all__ = ["Hidden", "host_of", "is_own_network", "parse_address"]

_LONGEST = 2000
_EXAMPLE = "give one such as https://hooks.slack.com/services/..."
_OWN = tuple(
    map(
        ipaddress.ip_network,
        ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"),
    )
)
_LINK_LOCAL = tuple(map(ipaddress.ip_network, ("169.254.0.0/16", "fe80::/10")))


def parse_address(text: str, *, allow_http: bool = False) -> str:
    """The address, checked. ``allow_http`` is the operator's word that plain http within own networks is meant.

    Raises BadInput for one that cannot be used; the message never repeats more of it than the host.
    """
    address = text.strip()
    if not address:
        raise BadInput("a webhook needs an address", remedy=_EXAMPLE)
    parts = _split(address)
    if parts.scheme not in ("https", "http"):
        raise BadInput("the address of a webhook begins with https://", remedy=_EXAMPLE)
    host = parts.hostname or ""
    if parts.username is not None or parts.fragment:
        raise BadInput(
            f"the address at {host} has a user, a password or a fragment, which are not sent",
            remedy="leave them out; receivers that want credentials take a token in the path or the query",
        )
    literal = _literal(host)
    if literal and any(literal in network for network in _LINK_LOCAL):
        raise BadInput(f"{host} is a link-local address", remedy="webhooks are not sent to those: give another address")
    if parts.scheme == "http":
        _check_http(host, literal, allow_http)
    return address


def host_of(address: str) -> str:
    """Host and port of a checked address: all that is shown of it."""
    return urlsplit(address).netloc


def is_own_network(ip: str) -> bool:
    """Whether an IP address is this machine's or of a private network (RFC 1918, RFC 4193)."""
    literal = _literal(ip)
    return literal is not None and any(literal in network for network in _OWN)


class Hidden:
    """What must not be shown of an address and a secret, and text without it."""

    def __init__(self, address: str, secret: str = "") -> None:
        parts = urlsplit(address)
        pieces = {address, secret, parts.path, parts.query, *re.split(r"[/?&=]", f"{parts.path}?{parts.query}")}
        # A short piece is no token, and "api" would be taken out of every sentence.
        self._pieces = sorted((piece for piece in pieces if len(piece) >= 6), key=len, reverse=True)

    def out_of(self, text: str) -> str:
        """``text`` with dots in place of each piece."""
        for piece in self._pieces:
            text = text.replace(piece, "...")
        return text

    def __repr__(self) -> str:
        return "Hidden(...)"


def _split(address: str) -> SplitResult:
    if len(address) > _LONGEST:
        raise BadInput(f"the address is longer than {_LONGEST} characters", remedy=_EXAMPLE)
    if not (address.isascii() and address.isprintable()) or " " in address:
        raise BadInput(
            "the address holds a space, a control character, or one that is not ASCII",
            remedy="write such characters as %20 and the like, a host name in its xn-- form",
        )
    try:
        parts = urlsplit(address)
        fine = parts.port != 0 and _is_host(parts.hostname or "")
    except ValueError:
        fine = False
    if not fine:
        raise BadInput("this is no address of a host", remedy=_EXAMPLE)
    return parts


def _is_host(host: str) -> bool:
    return _literal(host) is not None or bool(re.fullmatch(r"(?!-)[A-Za-z0-9._-]{1,253}", host))


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(literal, "ipv4_mapped", None) or literal


def _check_http(host: str, literal: object, allow_http: bool) -> None:
    if not allow_http:
        raise BadInput(
            f"http:// to {host} can be read and changed on the way",
            remedy="use https://; within your own network, say that plain http is meant (--allow-http)",
        )
    if literal and not is_own_network(host):
        raise BadInput(f"{host} is no address of a private network", remedy="use https:// for it")

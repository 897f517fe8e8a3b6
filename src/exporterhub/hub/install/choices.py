"""What a visitor chooses: where the target is, where the exporter listens, which version. Every value is checked.

The values end up in commands that people copy into a shell, so only what the field needs is let through: host names
(RFC 1123, with the underscore that container networks use), IP addresses, port numbers, and version strings.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from exporterhub.messages import say

__all__ = ["ChoiceProblem", "Choices", "is_host", "read_choices", "split_listen"]

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\.?", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+~_-]{0,63}", re.ASCII)
_PORT = re.compile(r"[0-9]{1,5}", re.ASCII)
ARCHES = ("amd64", "arm64")


@dataclass(frozen=True, slots=True)
class Choices:
    """A visitor's choices; an empty value (0 for ``port``) means: take the entry's own."""

    host: str = ""
    port: int = 0
    listen: str = ""
    version: str = ""
    arch: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceProblem:
    """A value that cannot be used. ``field`` is a field of ``Choices``."""

    field: str
    value: str
    message: str


def read_choices(values: Mapping[str, str]) -> tuple[Choices, tuple[ChoiceProblem, ...]]:
    """Read choices from form or query values. A wrong value becomes a problem and is left empty; no exception."""
    problems: list[ChoiceProblem] = []
    good: dict[str, str] = {}
    for name, check in _CHECKS.items():
        value = values.get(name, "").strip()
        message = check(value) if value else ""
        if message:
            problems.append(ChoiceProblem(name, value[:80], message))
        else:
            good[name] = value
    choices = Choices(
        host=good.get("host", ""),
        port=int(good.get("port") or 0),
        listen=good.get("listen", ""),
        version=good.get("version", "").removeprefix("v"),
        arch=good.get("arch", ""),
    )
    return choices, tuple(problems)


def is_host(text: str) -> bool:
    """Whether the text is a host name, an IPv4 address or an IPv6 address (in brackets or not)."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if ":" in bare:
        try:
            ipaddress.IPv6Address(bare)
        except ValueError:
            return False
        return "%" not in bare
    return bare == text and _HOST.fullmatch(text) is not None


def split_listen(text: str) -> tuple[str, int]:
    """Host (empty for all addresses) and port of a listen address.

    Raises ``ValueError`` with a message for the reader.
    """
    host, colon, port = text.rpartition(":")
    if not colon:
        raise ValueError(say("give an address and a port, such as 127.0.0.1:9100"))
    message = _check_port(port)
    if message:
        raise ValueError(message)
    if host and not (is_host(host) and (":" not in host or host.startswith("["))):
        raise ValueError(say("the part before the port is no host name or IP address (IPv6 goes in brackets)"))
    return host, int(port)


def _check_host(text: str) -> str:
    return "" if is_host(text) else say("give a host name or an IP address, without scheme, port or path")


def _check_port(text: str) -> str:
    if _PORT.fullmatch(text) and 1 <= int(text) <= 65535:
        return ""
    return say("give a port number from 1 to 65535")


def _check_listen(text: str) -> str:
    try:
        split_listen(text)
    except ValueError as problem:
        message: str = problem.args[0]
        return message
    return ""


def _check_version(text: str) -> str:
    return "" if _VERSION.fullmatch(text) else say("give a version such as 1.2.3: letters, digits and . + ~ _ -")


def _check_arch(text: str) -> str:
    return "" if text in ARCHES else say("give one of %(values)s", values=", ".join(ARCHES))


_CHECKS: dict[str, Callable[[str], str]] = {
    "host": _check_host,
    "port": _check_port,
    "listen": _check_listen,
    "version": _check_version,
    "arch": _check_arch,
}

"""Where the host exporter is: on this machine, whatever else is said."""

from __future__ import annotations

from ipaddress import ip_address

from exporterhub.errors import BadInput
from exporterhub.hub.install.choices import split_listen

__all__ = ["parse_node"]


def parse_node(text: str) -> tuple[str, int]:
    """Host (without brackets) and port of a loopback address. Raises BadInput for any other."""
    remedy = "give a loopback address, such as 127.0.0.1:9100"
    try:
        host, port = split_listen(text.strip())
    except ValueError as problem:
        raise BadInput(f"{text!r} is no address of a host exporter: {problem}", remedy=remedy) from problem
    host = host.strip("[]")
    if not _is_loopback(host):
        raise BadInput(f"{text!r} is not on this machine's loopback", remedy=remedy)
    return host, port


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

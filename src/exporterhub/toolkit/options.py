"""What the web layer can be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

__all__ = ["Limits", "WebOptions"]


class Limits(NamedTuple):
    """What one peer can cost. Times are in seconds, sizes in bytes.

    When ``connections`` are open and one more comes, the one that has been idle for longest (or whose request has been
    incomplete for longest) makes room: idle sockets cannot lock a scraper out.
    """

    connections: int = 512
    handshake: float = 10.0
    request: float = 10.0
    idle: float = 180.0
    write: float = 30.0
    shutdown: float = 10.0
    head: int = 32 << 10
    gzip_from: int = 1 << 10
    parallel: int = 40


def _always() -> bool:
    return True


class WebOptions(NamedTuple):
    """What is served where.

    ``listen`` are Go's listen addresses: ``:9100`` (all addresses, IPv4 and IPv6), ``127.0.0.1:9100``, ``[::1]:9100``;
    they are ignored with ``systemd_socket``. ``max_requests`` limits the scrapes at a time, 0 does not.
    ``scrape_timeout`` (seconds) holds for a peer that does not send ``X-Prometheus-Scrape-Timeout-Seconds``.

    ``health_without_auth`` opens ``/-/healthy`` and ``/-/ready``, and nothing else, to peers without credentials.
    ``hide_version`` keeps the version off the landing page. ``ready`` says whether the exporter can answer scrapes.
    """

    name: str = "exporter"
    version: str = ""
    description: str = ""
    listen: tuple[str, ...] = ()
    telemetry_path: str = "/metrics"
    max_requests: int = 40
    config_file: str = ""
    systemd_socket: bool = False
    scrape_timeout: float = 10.0
    health_without_auth: bool = False
    hide_version: bool = False
    links: Mapping[str, str] = {}
    ready: Callable[[], bool] = _always
    limits: Limits = Limits()

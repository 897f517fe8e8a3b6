"""Puts the web layer together: all is checked and bound before anything is served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from exporterhub.errors import BadInput

from ..logs import logger
from ..options import WebOptions
from ..source import Source
from .gate import OpenGate
from .listen import activated, listen
from .server import Server
from .site import Site

if TYPE_CHECKING:
    from .secure import Secure

__all__ = ["make_server", "serve"]

_LOG = logger("web")
_RESERVED = ("/-/healthy", "/-/ready")


def serve(sources: Source | Mapping[str, Source], options: WebOptions) -> int:
    """Serve until SIGTERM or SIGINT, and finish what is under way.

    Args:
        sources: the source of ``options.telemetry_path``, or one for each of several paths.
        options: where and how.

    Returns:
        0, the exit code.

    Raises:
        BadInput: an address, a path or the web configuration cannot be used. Nothing has been served then.
    """
    server = make_server(sources, options)
    for address in server.addresses:
        _LOG.info("Listening on", address=address)
    server.run()
    _LOG.info("ended")
    return 0


def make_server(sources: Source | Mapping[str, Source], options: WebOptions) -> Server:
    """A server that listens and does not serve yet; raises as ``serve`` does."""
    paths = sources if isinstance(sources, Mapping) else {options.telemetry_path: sources}
    for path in paths:
        if not path.startswith("/") or path in _RESERVED or "?" in path or "#" in path:
            raise BadInput(f"{path!r} cannot be the path of a page", remedy="--web.telemetry-path takes /PATH")
    secure = _secure(options)
    gate = secure.gate() if secure else OpenGate()
    sockets = activated() if options.systemd_socket else listen(options.listen)
    site = Site(paths, options, gate)
    if secure is None or not secure.tls:
        _LOG.info("TLS is disabled.", http2=False)
    else:
        _LOG.info("TLS is enabled.", http2=False)
    return Server(site, sockets, limits=options.limits, security=secure)


def _secure(options: WebOptions) -> Secure | None:
    if not options.config_file:
        return None
    from .secure import Secure

    return Secure(options.config_file)

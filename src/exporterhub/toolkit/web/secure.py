"""The web configuration at work: followed while the server runs."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from exporterhub.errors import BadInput, SyntaxProblem

from ..logs import logger
from .auth import Users
from .config import WebConfig, check_http2, check_users, read_config
from .followed import Followed
from .gate import Bucket, Gate
from .tls import allowed_name, make_context

__all__ = ["Secure"]

_LOG = logger("web")


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Errors within name the file."""
    try:
        yield
    except SyntaxProblem:
        raise
    except BadInput as error:
        raise BadInput(f"{path}: {error.message}", remedy=error.remedy) from error


class Secure:
    """What a configuration file says, as of now.

    As in exporter-toolkit, whether TLS is on at all and the rate limit are settled at the start; certificates, TLS
    settings, users and headers are looked at again for each connection and each request.

    Raises:
        BadInput: at the start, for anything that could not work.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._started = False
        config = read_config(path)
        with _named(path):
            check_users(config)
        self.tls = config.tls.enabled
        self._rate_limit = config.rate_limit
        self._config: Followed[WebConfig] = Followed(self._read, (path,), on_error=self._complain)
        self._context = Followed(self._make_context, (path,), on_error=self._complain)
        if self.tls:
            with _named(path):
                check_http2(config)
            self._context.get()
        self._started = True

    def gate(self) -> Gate:
        """What requests have to pass."""
        bucket = Bucket(self._rate_limit) if self._rate_limit.interval else None
        return Gate(self._config, Users(), bucket)

    def context(self) -> ssl.SSLContext | None:
        """The TLS settings for a new connection."""
        return self._context.get()[0] if self.tls else None

    def unwelcome(self, peer: ssl.SSLObject) -> str:
        """Why a peer is refused after the handshake."""
        return allowed_name(peer, self._context.get()[1])

    def _read(self) -> tuple[WebConfig, Iterable[str]]:
        return read_config(self._path), (self._path,)

    def _make_context(self) -> tuple[tuple[ssl.SSLContext, tuple[str, ...] | None], Iterable[str]]:
        settings = read_config(self._path).tls
        with _named(self._path):
            if not settings.enabled:
                raise BadInput("there is no tls_server_config any more", remedy="restart to serve without TLS")
            return (make_context(settings), settings.client_allowed_sans), (self._path, *settings.files)

    def _complain(self, error: Exception) -> None:
        if self._started:  # before, it is raised to who starts the server
            _LOG.error("Unable to use the web configuration", file=self._path, err=str(error))

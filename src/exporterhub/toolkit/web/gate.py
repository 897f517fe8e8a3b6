"""What every request passes, in exporter-toolkit's order: configuration (500), rate limit (429), credentials (401).

The configuration is looked at for each request, so that users and headers change without a restart. While it is broken
every request is answered with 500: a server that went on with the old one would let in users who were removed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from exporterhub.errors import ExporterHubError

from ..logs import logger
from ..workers import Workers
from .message import Request, Response, plain

if TYPE_CHECKING:
    from .auth import Credentials, Users
    from .config import RateLimit, WebConfig
    from .followed import Followed

__all__ = ["Bucket", "Gate", "OpenGate"]

_LOG = logger("web")

Reply = Callable[[Response], None]
Call = Callable[[Callable[[], None]], None]
Next = Callable[[Request, Reply], None]


class Bucket:
    """A token bucket: ``burst`` requests at once, and one more per ``interval`` seconds."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = limit.burst
        self._interval = limit.interval
        self._clock = clock
        self._tokens = float(limit.burst)
        self._at = clock()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Whether a request may pass now."""
        if self._interval <= 0:
            return True
        with self._lock:
            now = self._clock()
            self._tokens = min(self._burst, self._tokens + (now - self._at) / self._interval)
            self._at = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True


class OpenGate:
    """Without a configuration file: all requests pass."""

    def admit_anyone(self, request: Request, reply: Reply, then: Next) -> None:
        """Hand the request on."""
        then(request, reply)

    admit = admit_anyone

    def attach(self, call: Call) -> None:
        """Nothing is done in other threads."""

    def close(self) -> None:
        """Nothing to let go of."""


class Gate:
    """Lets requests pass, or answers them, as the configuration has it at that moment."""

    def __init__(self, config: Followed[WebConfig], users: Users, bucket: Bucket | None) -> None:
        self._config = config
        self._users = users
        self._bucket = bucket
        self._workers = Workers(1, name="bcrypt")
        self._call: Call = lambda function: function()

    def attach(self, call: Call) -> None:
        """Have what follows a check in its own thread handed over by ``call``."""
        self._call = call

    def close(self) -> None:
        """Let the idle thread end."""
        self._workers.close()

    def admit_anyone(self, request: Request, reply: Reply, then: Next) -> None:
        """Like ``admit``, but for a page that needs no credentials."""
        config = self._enter(reply)
        if config is not None:
            then(request, _with_headers(config, reply))

    def admit(self, request: Request, reply: Reply, then: Next) -> None:
        """Answer the request, or hand it to ``then`` with a reply that adds the configured headers."""
        config = self._enter(reply)
        if config is None:
            return
        reply = _with_headers(config, reply)
        if config.users:
            self._authenticate(config, request, reply, then)
        else:
            then(request, reply)

    def _enter(self, reply: Reply) -> WebConfig | None:
        """The configuration; None when the request was answered."""
        try:
            config = self._config.get()
        except ExporterHubError:
            reply(plain(500))
            return None
        if self._bucket is not None and not self._bucket.take():
            reply(plain(429))
            return None
        return config

    def _authenticate(self, config: WebConfig, request: Request, reply: Reply, then: Next) -> None:
        from .auth import credentials

        users, given = self._users, credentials(request.header(b"authorization"))
        if given is None:
            reply(_unauthorized())
            return
        known = users.known(config.users, given)
        if known is None:
            self._workers.submit(lambda: self._handed_over(_checked(users, config, given), request, reply, then))
        else:
            _decide(known, request, reply, then)

    def _handed_over(self, right: bool, request: Request, reply: Reply, then: Next) -> Callable[[], None]:
        return lambda: self._call(lambda: _decide(right, request, reply, then))


def _checked(users: Users, config: WebConfig, given: Credentials) -> bool:
    try:
        return users.check(config.users, given)
    except BaseException as error:  # of the foreign library; nobody is let in for it
        _LOG.error("password check failed", err=type(error).__name__)
        return False


def _decide(right: bool, request: Request, reply: Reply, then: Next) -> None:
    if right:
        then(request, reply)
    else:
        reply(_unauthorized())


def _unauthorized() -> Response:
    return plain(401, "", ("WWW-Authenticate", "Basic"))


def _with_headers(config: WebConfig, reply: Reply) -> Reply:
    if not config.headers:
        return reply

    def answer(response: Response) -> None:
        own = {name.lower() for name, _ in response.headers}
        added = [(name, value) for name, value in config.headers.items() if value and name.lower() not in own]
        reply(response._replace(headers=(*response.headers, *added)))

    return answer

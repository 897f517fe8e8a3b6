"""What is where: the pages of sources, the landing page, the health pages; 404 and 405 elsewhere."""

from __future__ import annotations

import math
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence

from exporterhub.exposition import accepts_gzip

from ..logs import logger
from ..options import WebOptions
from ..source import Refusal, ScrapeRequest, Source
from ..workers import Workers
from .gate import Gate, OpenGate
from .landing import landing
from .message import Request, Response, plain

__all__ = ["Site"]

_LOG = logger("web")
_READ = ("GET", "HEAD")
_MARGIN = 0.5  # seconds kept back for the way of the answer, as blackbox_exporter does by default
_LONGEST = 3600.0
_HEALTH = ("/-/healthy", "/-/ready")

Reply = Callable[[Response], None]
Call = Callable[[Callable[[], None]], None]


class Site:
    """Answers every request of a server."""

    def __init__(self, sources: Mapping[str, Source], options: WebOptions, gate: Gate | OpenGate) -> None:
        self._options = options
        self._gate = gate
        self._sources = dict(sources)
        self._workers = Workers(options.max_requests or options.limits.parallel, name=f"{options.name}-scrape")
        self._call: Call = _directly
        self._under_way = 0
        self._lock = threading.Lock()

    def __call__(self, request: Request, reply: Reply) -> None:
        """Answer: limits and credentials first, then the page."""
        if request.path in _HEALTH and self._options.health_without_auth:
            self._gate.admit_anyone(request, reply, self._route)
        else:
            self._gate.admit(request, reply, self._route)

    def attach(self, call: Call) -> None:
        """Have answers made in other threads handed over by ``call``."""
        self._call = call
        self._gate.attach(call)

    def close(self) -> None:
        """Let the idle threads end."""
        self._workers.close()
        self._gate.close()

    def _route(self, request: Request, reply: Reply) -> None:
        source = self._sources.get(request.path)
        if source is not None and request.method in _READ:
            self._scrape(source, request, reply)
            return
        fixed = self._fixed(request.path)
        if source is None and fixed is None:
            reply(plain(404, "404 page not found"))
        elif request.method not in _READ or fixed is None:
            reply(plain(405, "", ("Allow", ", ".join(_READ))))
        else:
            reply(fixed())

    def _fixed(self, path: str) -> Callable[[], Response] | None:
        if path == "/":
            return lambda: landing(self._options, list(self._sources))
        if path == "/-/healthy":
            return lambda: plain(200, f"{self._options.name} is healthy.")
        if path == "/-/ready":
            return self._ready
        return None

    def _ready(self) -> Response:
        if self._options.ready():
            return plain(200, f"{self._options.name} is ready.")
        return plain(503, f"{self._options.name} is not ready.")

    def _scrape(self, source: Source, request: Request, reply: Reply) -> None:
        limit = self._options.max_requests
        with self._lock:
            if limit and self._under_way >= limit:
                full = True
            else:
                full = False
                self._under_way += 1
        if full:
            reply(plain(503, f"Limit of concurrent requests reached ({limit}), try again later."))
        elif source.inline:
            reply(self._serve(source, request))
        else:
            self._workers.submit(lambda: self._handed_over(self._serve(source, request), reply))

    def _handed_over(self, response: Response, reply: Reply) -> Callable[[], None]:
        return lambda: self._call(lambda: reply(response))

    def _serve(self, source: Source, request: Request) -> Response:
        try:
            return self._page(source, request)
        except Refusal as refusal:
            return plain(refusal.status, refusal.message)
        except BaseException as error:  # a defect of one source must not end the server, nor be told to the peer
            _LOG.error("page failed", path=request.path, err=f"{type(error).__name__}: {error}")
            return plain(500, "The page could not be made; the log of the exporter says why.")
        finally:
            with self._lock:
                self._under_way -= 1

    def _page(self, source: Source, request: Request) -> Response:
        page = source.page(ScrapeRequest(parameters(request.query), request.header(b"accept"), self._timeout(request)))
        body = page.body
        if len(body) < self._options.limits.gzip_from or not accepts_gzip(request.header(b"accept-encoding")):
            return Response(200, body, page.content_type)
        return Response(200, compress(body), page.content_type, (("Content-Encoding", "gzip"),))

    def _timeout(self, request: Request) -> float:
        """Seconds that the page may take."""
        try:
            told = float(request.header(b"x-prometheus-scrape-timeout-seconds"))
        except ValueError:
            told = 0.0
        if not (math.isfinite(told) and told > 0):
            told = self._options.scrape_timeout
        return min(told - _MARGIN if told > 2 * _MARGIN else told / 2, _LONGEST)


def _directly(function: Callable[[], None]) -> None:
    function()


def parameters(query: str) -> Mapping[str, Sequence[str]]:
    """The parameters of a URL; 400 where there are unreasonably many."""
    if not query:
        return {}
    from urllib.parse import parse_qs

    try:
        return parse_qs(query, keep_blank_values=True, max_num_fields=1000)
    except ValueError as error:
        raise Refusal(400, "too many query parameters") from error


def compress(body: bytes) -> bytes:
    """The body in gzip format, quickly: most of what compression gains on a page it gains at level 1."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()

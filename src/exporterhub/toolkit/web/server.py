"""The server: accepts connections, keeps them within their limits, has their requests answered, ends gracefully.

asyncio does the input and output. What it (and uvicorn on it) has not is here: the number of connections is capped,
and at the cap the idlest makes room; each connection has a deadline for whatever it waits for; TLS settings are asked
for at each handshake, so that certificates rotate.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from ..logs import logger
from ..options import Limits
from .connection import Connection, Phase
from .listen import address_of
from .message import Date, Request, Response

if TYPE_CHECKING:
    import ssl

__all__ = ["Handler", "Security", "Server"]

_LOG = logger("web")
_NO_DESCRIPTORS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_PAUSE = 0.5  # seconds without accepting when the system has no descriptors left
_AT_ONCE = 64  # connections accepted before those that are there are served
_TICK = 0.5  # seconds until a signal is seen that does not wake the loop
_SHUTDOWN = 2.0  # seconds for the closing handshake of TLS
_EVICTABLE = (Phase.HANDSHAKE, Phase.REQUEST, Phase.IDLE)


class Handler(Protocol):
    """Answers requests."""

    def __call__(self, request: Request, reply: Callable[[Response], None]) -> None:
        """Call ``reply`` once, in the server's thread: at once or later."""

    def attach(self, call: Callable[[Callable[[], None]], None]) -> None:
        """``call`` has a function called in the server's thread, from any other one."""

    def close(self) -> None:
        """The server has ended."""


class Security(Protocol):
    """How connections are secured. ``tls`` says whether they are at all."""

    tls: bool

    def context(self) -> ssl.SSLContext | None:
        """The settings for a new connection; None for one without TLS. Raises ExporterHubError: refuse it."""

    def unwelcome(self, peer: ssl.SSLObject) -> str:
        """Why a peer is refused after the handshake, or an empty text."""


class Server:
    """Serves ``handler`` on listening sockets, which it closes in the end."""

    def __init__(
        self, handler: Handler, sockets: Sequence[socket.socket], *, limits: Limits, security: Security | None = None
    ) -> None:
        self.limits = limits
        self.closing = False
        self.started = threading.Event()
        self._handler = handler
        self._sockets = list(sockets)
        self._security = security
        self._open: dict[Connection, None] = {}
        self._cap = _within_descriptors(limits.connections)
        self._loop = asyncio.SelectorEventLoop()  # the default but for Windows, whose own has no add_reader
        self._loop.set_exception_handler(_log_failure)
        self._stopped = asyncio.Event()
        self._emptied = asyncio.Event()
        self._date = Date()
        self._timer: asyncio.TimerHandle | None = None
        self._hurry = False
        handler.attach(self._call)

    @property
    def addresses(self) -> list[str]:
        """The addresses it listens on."""
        return [address_of(sock) for sock in self._sockets]

    @property
    def secured(self) -> bool:
        """Whether it speaks TLS."""
        return self._security is not None and self._security.tls

    def run(self) -> None:
        """Serve until ``stop``, SIGTERM or SIGINT; then finish the answers under way and return."""
        handlers = self._catch_signals()
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            for number, before in handlers.items():
                with contextlib.suppress(NotImplementedError):  # Windows
                    self._loop.remove_signal_handler(number)
                signal.signal(number, before)
            self._loop.close()
            self._handler.close()

    def stop(self) -> None:
        """End gracefully; from any thread. The second call ends at once."""
        self._call(self._stop)

    # what connections ask for

    def now(self) -> float:
        return self._loop.time()

    def date(self) -> str:
        return self._date.now()

    def watch(self, deadline: float) -> None:
        if deadline == float("inf") or (self._timer is not None and self._timer.when() <= deadline):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(deadline, self._sweep)

    def answer(self, request: Request, connection: Connection) -> None:
        self._handler(request, connection.reply)

    def unwelcome(self, transport: asyncio.Transport) -> str:
        peer = transport.get_extra_info("ssl_object")
        if peer is None or self._security is None:
            return ""
        reason = self._security.unwelcome(peer)
        if reason:
            _LOG.debug("connection refused", peer=_peer(transport), reason=reason)
        return reason

    def forget(self, connection: Connection) -> None:
        self._open.pop(connection, None)
        if not self._open:
            self._emptied.set()

    # inside

    def _call(self, function: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(function)
        except RuntimeError:  # the server has ended meanwhile
            return

    def _catch_signals(self) -> dict[int, signal._HANDLER]:
        if threading.current_thread() is not threading.main_thread():
            return {}
        before: dict[int, signal._HANDLER] = {}
        for number in (signal.SIGTERM, signal.SIGINT):
            before[number] = signal.getsignal(number)
            try:
                self._loop.add_signal_handler(number, self._stop)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: self.stop())
                self._tick()
        return before

    def _tick(self) -> None:
        """Where a signal does not interrupt select(), the loop has to wake for it to be seen."""
        if not self.closing:
            self._loop.call_later(_TICK, self._tick)

    async def _serve(self) -> None:
        for sock in self._sockets:
            self._loop.add_reader(sock, self._accept, sock)
        self.started.set()
        await self._stopped.wait()
        await self._finish()

    def _stop(self) -> None:
        if self.closing:
            self._hurry = True
            self._emptied.set()
        self.closing = True
        self._stopped.set()

    async def _finish(self) -> None:
        for sock in self._sockets:
            self._loop.remove_reader(sock)
            sock.close()
        self._emptied.clear()
        for connection in list(self._open):
            connection.finish()
        if self._open and not self._hurry:
            try:
                await asyncio.wait_for(self._emptied.wait(), self.limits.shutdown)
            except TimeoutError:
                _LOG.warn("connections are cut: they took too long to finish", count=len(self._open))
        for connection in list(self._open):
            connection.abort()
        if self._timer is not None:
            self._timer.cancel()
        await self._settle()

    async def _settle(self) -> None:
        """Let the closed transports and tasks run their last callbacks."""
        tasks = [connection.task for connection in self._open if connection.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=1.0)
        for _ in range(3):
            await asyncio.sleep(0)

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(_AT_ONCE):
            try:
                sock, _ = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in _NO_DESCRIPTORS:
                    raise
                self._rest(listener, error)
                return
            self._admit(sock)

    def _rest(self, listener: socket.socket, error: OSError) -> None:
        """No descriptors are left: close an idle connection, and accept again in a moment."""
        _LOG.warn("cannot accept a connection", err=error.strerror, open=len(self._open))
        self._evict()
        self._loop.remove_reader(listener)
        self._loop.call_later(_PAUSE, self._wake, listener)

    def _wake(self, listener: socket.socket) -> None:
        if not self.closing:
            self._loop.add_reader(listener, self._accept, listener)

    def _admit(self, sock: socket.socket) -> None:
        if len(self._open) >= self._cap and not self._evict():
            sock.close()
            return
        connection = Connection(self)
        self._open[connection] = None
        connection.task = task = self._loop.create_task(self._establish(sock, connection))
        task.add_done_callback(lambda done: self._established(done, sock, connection))

    def _evict(self) -> bool:
        """Close the connection that has waited longest for its peer; False where all are being answered."""
        idle = [connection for connection in self._open if connection.phase in _EVICTABLE]
        if not idle:
            return False
        victim = min(idle, key=lambda connection: connection.since)
        victim.abort()
        self.forget(victim)
        return True

    async def _establish(self, sock: socket.socket, connection: Connection) -> None:
        context = self._security.context() if self._security else None
        if context is None:
            await self._loop.connect_accepted_socket(lambda: connection, sock)
        else:
            await self._loop.connect_accepted_socket(
                lambda: connection,
                sock,
                ssl=context,
                ssl_handshake_timeout=self.limits.handshake,
                ssl_shutdown_timeout=_SHUTDOWN,
            )

    def _established(self, task: asyncio.Task[None], sock: socket.socket, connection: Connection) -> None:
        """It worked, or not; a task that is cancelled before its first step has not even begun."""
        connection.task = None
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _LOG.debug("connection failed", err=f"{type(error).__name__}: {error}")
        if error is not None or task.cancelled():
            sock.close()
            self.forget(connection)

    def _sweep(self) -> None:
        self._timer = None
        now, nearest = self.now(), float("inf")
        for connection in list(self._open):
            if connection.deadline <= now:
                connection.expire()
            nearest = min(nearest, max(connection.deadline, now + 0.05))
        self.watch(nearest)


def _peer(transport: asyncio.Transport) -> str:
    name = transport.get_extra_info("peername")
    return str(name[0]) if isinstance(name, tuple) else ""


def _log_failure(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    _LOG.debug(str(context.get("message", "")), err=repr(context.get("exception")))


def _within_descriptors(wanted: int) -> int:
    """At most three quarters of the descriptors that this process may open."""
    try:
        import resource

        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    except (ImportError, OSError, ValueError):  # Windows
        return wanted
    return max(1, min(wanted, soft * 3 // 4)) if soft > 0 else wanted

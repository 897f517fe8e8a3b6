"""One connection: requests, one after another, and their answers, each within its time."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import TYPE_CHECKING, Protocol, cast

from .message import Request, Response, encode, plain
from .reader import Reader

if TYPE_CHECKING:
    from ..options import Limits

__all__ = ["Connection", "Host", "Phase"]

_LINGER = 2.0  # seconds for a peer to read an answer that it did not wait for
_NEVER = float("inf")


class Phase(Enum):
    """What a connection waits for."""

    HANDSHAKE = "the TLS handshake"
    REQUEST = "the first request, or the rest of one"
    IDLE = "the next request"
    BUSY = "the answer"
    WRITING = "the peer, which is to read the answer"
    CLOSING = "the end"


class Host(Protocol):
    """What a connection needs of the server."""

    limits: Limits
    closing: bool

    def now(self) -> float:
        """Seconds, on the clock of the deadlines."""

    def date(self) -> str:
        """The value of the Date header."""

    def watch(self, deadline: float) -> None:
        """Have ``expire`` called on the connections that are past their deadline, at ``deadline`` or soon after."""

    def answer(self, request: Request, connection: Connection) -> None:
        """Have ``connection.reply`` called with the answer, in the loop's thread, at once or later."""

    def unwelcome(self, transport: asyncio.Transport) -> str:
        """Why this peer is not served, or an empty text."""

    def forget(self, connection: Connection) -> None:
        """The connection is gone."""


class Connection(asyncio.Protocol):
    """A peer of the server. ``since`` is when its phase began, ``deadline`` when that must have ended."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._transport: asyncio.Transport | None = None
        self._reader: Reader | None = None
        self._request: Request | None = None
        self._full = self._paused = self._advancing = False
        self.task: asyncio.Task[None] | None = None
        self._enter(Phase.HANDSHAKE, host.limits.handshake)

    # asyncio's protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport = cast("asyncio.Transport", transport)
        if self._host.unwelcome(transport):
            self.abort()
            return
        # A peer that does not read is noticed at once. (With a high mark of 0, asyncio's TLS pauses an empty buffer.)
        transport.set_write_buffer_limits(high=1, low=0)
        self._reader = Reader(self._host.limits.head)
        self._enter(Phase.REQUEST, self._host.limits.request)

    def data_received(self, data: bytes) -> None:
        if self._reader is not None and self.phase is not Phase.CLOSING:
            self._reader.feed(data)
            self._advance()

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        if self.phase is Phase.WRITING:
            self._written()

    def connection_lost(self, _exc: Exception | None) -> None:
        self._enter(Phase.CLOSING, _NEVER)
        if self._reader is not None:
            self._reader.close()
        self._transport = self._reader = None
        self._host.forget(self)

    # the server's

    def reply(self, response: Response) -> None:
        """Write the answer to the request that was given to the server."""
        request, self._request = self._request, None
        if request is None or self._transport is None or self.phase is not Phase.BUSY:
            return  # the peer has gone
        close = not request.keep_alive or self._host.closing
        self._send(response, head_only=request.method == "HEAD", close=close)
        if close:
            self._end()
        elif self._full:
            self._enter(Phase.WRITING, self._host.limits.write)
        else:
            self._written()

    def expire(self) -> None:
        """The deadline has passed."""
        if self.phase is Phase.REQUEST and self._reader is not None and self._reader.within:
            self._refuse(plain(408))
        else:
            self.abort()

    def finish(self) -> None:
        """The server ends: close now, or after the answer that is under way."""
        if self._transport is None:
            self.abort()
        elif self.phase in (Phase.REQUEST, Phase.IDLE):
            self._end()

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()
        elif self.task is not None:
            self.task.cancel()

    # inside

    def _enter(self, phase: Phase, seconds: float) -> None:
        self.phase = phase
        self.since = self._host.now()
        self.deadline = self.since + seconds
        self._host.watch(self.deadline)

    def _advance(self) -> None:
        """Take one step after another; an answer that is there at once comes back here, and must not nest."""
        if self._advancing:
            return
        self._advancing = True
        try:
            while self.phase in (Phase.REQUEST, Phase.IDLE) and self._step():
                pass
        finally:
            self._advancing = False

    def _step(self) -> bool:
        """Whether there may be another step to take."""
        reader, transport = self._reader, self._transport
        if reader is None or transport is None:
            return False
        if reader.ready:
            self._request = reader.ready.popleft()
            self._enter(Phase.BUSY, _NEVER)
            self._host.answer(self._request, self)
            if self.phase is Phase.BUSY and not self._paused:
                self._paused = True
                transport.pause_reading()
            return True
        if reader.refused is not None:
            self._refuse(reader.refused)
        elif reader.within and self.phase is Phase.IDLE:
            self._enter(Phase.REQUEST, self._host.limits.request)
        return False

    def _written(self) -> None:
        """The answer is on its way: turn to the next request."""
        if self._host.closing:
            self._end()
            return
        self._enter(Phase.IDLE, self._host.limits.idle)
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        self._advance()

    def _send(self, response: Response, *, head_only: bool, close: bool) -> None:
        if self._transport is not None:
            self._transport.write(encode(response, head_only=head_only, close=close, date=self._host.date()))

    def _refuse(self, response: Response) -> None:
        self._send(response, head_only=False, close=True)
        self._end()

    def _end(self) -> None:
        """Close once the answer has been sent.

        Closing a socket with unread bytes resets the connection, and the peer may lose the answer (RFC 9112 section
        9.6): where more may come, only this side is closed, and the rest is discarded for a moment.
        """
        self._enter(Phase.CLOSING, _LINGER)
        if self._transport is None:
            return
        unread = self._reader is not None and self._reader.last
        if unread and self._transport.can_write_eof():
            self._transport.write_eof()
            if self._paused:
                self._paused = False
                self._transport.resume_reading()
        else:
            self._transport.close()

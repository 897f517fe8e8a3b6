"""A TCP proxy on loopback that can be slow, cut or silent: the network between two programs of a lab."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time

_PIECE = 65536
_CONNECT_SECONDS = 5.0


class Proxy:
    """Listens on 127.0.0.1:``listen`` and passes everything on to 127.0.0.1:``to``, until told otherwise.

    ``delay`` (seconds) is added to each piece in each direction; ``hang`` accepts connections and passes nothing on.
    """

    def __init__(self, listen: int, to: int) -> None:
        self.delay = 0.0
        self.hang = False
        self._address = ("127.0.0.1", listen)
        self._to = ("127.0.0.1", to)
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.mend()

    def mend(self) -> None:
        """Pass everything on, at once."""
        self.delay, self.hang = 0.0, False
        if self._listener is None:
            self._listener = socket.create_server(self._address, backlog=128)
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Close what is open and refuse what comes."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
            self._listener.close()
            self._listener = None
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(near,), daemon=True).start()

    def _pass_on(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(self._to, timeout=_CONNECT_SECONDS)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        self._open |= {near, far}
        with near, far, selectors.DefaultSelector() as waiting:
            waiting.register(near, selectors.EVENT_READ, far)
            waiting.register(far, selectors.EVENT_READ, near)
            with contextlib.suppress(OSError):
                while self._move(waiting):
                    pass
        self._open -= {near, far}

    def _move(self, waiting: selectors.BaseSelector) -> bool:
        """Pass on one piece from whoever has one; False when either side has closed."""
        for key, _ in waiting.select():
            source, sink = key.fileobj, key.data
            if not isinstance(source, socket.socket):
                raise AssertionError("only sockets are registered")
            piece = source.recv(_PIECE)
            if not piece:
                return False
            if self.delay:
                time.sleep(self.delay)
            while self.hang:
                time.sleep(0.1)
            sink.sendall(piece)
        return True

"""The host exporter as a process beside the hub. It ends when the hub does, however that ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Beside", "host_exporter"]

_PR_SET_PDEATHSIG = 1


class Beside:
    """The exporter's process, and the address it was given."""

    def __init__(self, address: str, process: subprocess.Popen[bytes]) -> None:
        self.address = address
        self._process = process

    @property
    def running(self) -> bool:
        """Whether it has not ended by itself."""
        return self._process.poll() is None


@contextmanager
def host_exporter(text: str) -> Iterator[Beside | None]:
    """Run the host exporter at a loopback ``address:port`` for the length of the block.

    Gives None, and says why on standard error, where it cannot run: the hub is of use without it.
    Raises BadInput for an address that is no loopback one.
    """
    from exporterhub.hub.host import parse_node

    host, port = parse_node(text)
    why = _obstacle(host, port)
    if why:
        print(f"warning: the hub runs without the host exporter: {why}", file=sys.stderr, flush=True)
        yield None
        return
    process = _start(text.strip())
    try:
        yield Beside(text.strip(), process)
    finally:
        _end(process)


def _obstacle(host: str, port: int) -> str:
    """Why the exporter cannot run there, or nothing."""
    if sys.platform != "linux":
        return f"it reads the /proc and /sys of Linux, and this is {sys.platform}"
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return f"{host}:{port} cannot be used: {error.strerror}; stop the program that has it, or give another --node"
    return ""


def _start(address: str) -> subprocess.Popen[bytes]:
    import ctypes

    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def die_with_parent() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # nothing is lost with it: the exporter holds no state
        if os.getppid() != parent:  # the hub was killed before the line above took hold
            os._exit(1)

    # No other thread runs yet, so a function may run between fork and exec. -P: no code from the current folder.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "exporterhub.cli", "node", f"--web.listen-address={address}", "--log.level=warn"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

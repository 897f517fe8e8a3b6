"""The hub on granian: an address is checked, announced when it answers, and left cleanly on SIGINT and SIGTERM."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from exporterhub.errors import BadInput
from exporterhub.hub.app import make_app, parse_public_url
from exporterhub.hub.host import parse_node
from exporterhub.hub.install.choices import split_listen
from exporterhub.hub.library import Library, open_library
from exporterhub.hub.metrics import Metrics, Place, check_listen, counting
from exporterhub.hub.state import State
from exporterhub.hub.webhooks import Operator

__all__ = ["parse_listen", "serve"]

DEFAULT = "127.0.0.1:8080"
_PR_SET_PDEATHSIG = 1
_EVERYWHERE = {"": "0.0.0.0", "[::]": "::"}  # noqa: S104


def serve(
    listen: str = DEFAULT,
    catalog_folders: Sequence[Path] | None = None,
    *,
    workers: int = 1,
    node: str | None = None,
    public_url: str = "",
    state: State | None = None,
    metrics_listen: str = "",
    operator: Operator | None = None,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM.

    ``listen`` is ``address:port`` (``:8080`` means all addresses, port 0 any free one). ``announce`` is called once
    with the hub's URL, when it answers; it prints to standard output unless given. Each worker is a process.
    ``public_url`` is where visitors reach it, for links that must be absolute.
    ``state`` is where views are counted (``exporterhub.hub.state.open_state``); each worker connects to it by itself.
    ``metrics_listen`` is an address of its own for ``/metrics``, which is then not on the hub's.
    ``operator`` is who may see and change the webhooks; without one there is no page of them.
    ``node`` is the loopback ``address:port`` of a host exporter for the page "This host"; it is read, not started.
    Raises BadInput for a wrong address, an address that is not this machine's or taken, or a bad catalog folder.
    """
    host, port = parse_listen(listen)
    port = _free(host, port, listen)
    if node is not None:
        parse_node(node)  # wrong, it is said now and not by a worker
    parse_public_url(public_url)
    if metrics_listen:
        check_listen(metrics_listen)
    folders = tuple(catalog_folders) if catalog_folders else None
    _library(folders)
    if state is not None:
        state.close()  # a connection must not be carried over into a forked worker
    url = f"http://{_shown(host)}:{port}/"
    with counting(_library(folders), max(1, workers), metrics_listen) as place:
        load = partial(_load, folders, place, node, public_url, state, operator, shows_metrics=not metrics_listen)
        server = Granian(
            "exporterhub.hub.server",
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            workers=max(1, workers),
            websockets=False,
            workers_kill_timeout=5,
            respawn_failed_workers=True,
            log_level=LogLevels.warning,
            log_dictconfig=_LOGS,
        )
        watcher = threading.Thread(target=_announce, args=(host, port, url, announce or _print), daemon=True)
        watcher.start()
        server.serve(target_loader=load, wrap_loader=False)


def parse_listen(listen: str) -> tuple[str, int]:
    """Host and port of a listen address. Raises BadInput."""
    text = listen.strip()
    if text.endswith(":0"):
        host, port = text[:-2], 0
        known = host
    else:
        try:
            known, port = split_listen(text)
        except ValueError as problem:
            raise BadInput(
                f"{listen!r} is no listen address: {problem}", remedy=f"give --listen {DEFAULT}"
            ) from problem
    host = _EVERYWHERE.get(known, known)
    return host.strip("[]"), port


def _free(host: str, port: int, listen: str) -> int:
    """The port, or a free one for 0; an address that cannot be had is an error now, not in a worker later."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except socket.gaierror as error:
        raise BadInput(f"{listen}: the host {host!r} is not known", remedy="give an address of this machine") from error
    except PermissionError as error:
        raise BadInput(f"{listen}: this user may not use port {port}", remedy="give a port above 1023") from error
    except OSError as error:
        remedy = "stop the program that has it, or give another port with --listen"
        if "in use" not in str(error).lower():
            remedy = "give an address of this machine"
        raise BadInput(f"{listen} cannot be used: {error.strerror}", remedy=remedy) from error


@lru_cache(maxsize=1)
def _library(folders: tuple[Path, ...] | None) -> Library:
    """Read in the parent, so that forked workers share it; where workers are spawned each reads its own."""
    return open_library(folders)


def _load(
    folders: tuple[Path, ...] | None,
    place: Place,
    node: str | None,
    public_url: str,
    state: State | None,
    operator: Operator | None,
    *,
    shows_metrics: bool,
) -> Any:
    """The application of a worker, which ends with its parent even if that is killed (Linux: prctl(2))."""
    if sys.platform == "linux" and threading.current_thread() is threading.main_thread():
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # a worker that still starts does not hear SIGTERM
        if os.getppid() != place.parent:  # it was killed before the line above took hold
            os._exit(1)
    metrics = Metrics(place)
    return make_app(
        _library(folders),
        node,
        public_url,
        state=state,
        metrics=metrics,
        shows_metrics=shows_metrics,
        operator=operator,
    )


def _announce(host: str, port: int, url: str, announce: Callable[[str], None]) -> None:
    """Wait until a worker accepts connections."""
    place = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    for _ in range(1200):
        try:
            socket.create_connection((place, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            announce(url)
            return


def _print(url: str) -> None:
    sys.stdout.write(f"ExporterHub is at {url}\n")
    sys.stdout.flush()


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


_LOGS: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"}},
    "loggers": {
        "exporterhub.hub": {"handlers": ["stderr"], "level": "WARNING"},
        "_granian": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "granian.access": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}

"""Serves the application with waitress, whatever serves its metrics."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from typing import Any

from application import coin, create_app
from flags import bind, join
from prometheus_client import disable_created_metrics
from waitress.server import create_server


class ApplicationServer:
    """The application on ``args.listen``: it listens when it is made, and answers in ``run``."""

    def __init__(self, args: argparse.Namespace) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of each request that waits for a thread
        disable_created_metrics()  # in the text format they would be gauges that nobody asked for
        sock = bind(args.listen)
        app = create_app(coin(args.failure_rate, args.seed))
        self._server: Any = create_server(app, sockets=[sock], threads=8)
        self.url = f"http://{join(*sock.getsockname()[:2])}/"

    def run(self, metrics: str) -> None:
        """Say where everything is, and serve until SIGINT or SIGTERM; requests under way are answered first."""
        print(f"application on {self.url}, metrics on {metrics}", flush=True)
        self._server.run()
        self._server.close()

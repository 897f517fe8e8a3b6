"""Serve the application with waitress, and its metrics with the client library's own server.

    python app.py --failure-rate 0.1

The application answers on http://127.0.0.1:8080/, its metrics are on http://127.0.0.1:8000/metrics. The metrics have
a port of their own, so that whoever can reach the application cannot read them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from flags import join, listening, parser
from prometheus_client import start_http_server
from serving import ApplicationServer


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM."""
    args = parser(__doc__).parse_args(argv)
    application = ApplicationServer(args)
    host, port = args.metrics_listen
    with listening("--metrics-listen", args.metrics_listen):
        metrics, thread = start_http_server(port, addr=host)  # without addr: on every address of the machine
    application.run(f"http://{join(host, metrics.server_port)}/metrics")
    metrics.shutdown()
    metrics.server_close()
    thread.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())

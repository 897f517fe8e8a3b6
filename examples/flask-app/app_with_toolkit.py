"""Serve the application with waitress, and its metrics with ExporterHub's toolkit: TLS, passwords, limits.

    python app_with_toolkit.py --web.config.file web.yml

The file is that of the exporters written in Go (exporter-toolkit); without it the metrics are served as they are.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import yaml
from flags import join, parser
from serving import ApplicationServer

from exporterhub.errors import ExporterHubError
from exporterhub.toolkit import RegistrySource, WebOptions, make_server


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM."""
    flags = parser(__doc__)
    flags.add_argument(
        "--web.config.file", dest="config_file", metavar="FILE", default="", help="TLS and users of the metrics"
    )
    args = flags.parse_args(argv)
    application = ApplicationServer(args)
    options = WebOptions(
        name="flask-app",
        description="A Flask application that fails as often as it is told.",
        listen=(join(*args.metrics_listen),),
        config_file=args.config_file,
    )
    try:
        metrics = make_server(RegistrySource(), options)
    except ExporterHubError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    thread = threading.Thread(target=metrics.run)
    thread.start()
    try:
        application.run(f"{_scheme(args.config_file)}://{metrics.addresses[0]}/metrics")
    finally:
        metrics.stop()
        thread.join()
    return 0


def _scheme(config_file: str) -> str:
    """https when the configuration, which is known to be right, has TLS."""
    config = yaml.safe_load(Path(config_file).read_text(encoding="utf-8")) if config_file else None
    return "https" if config and config.get("tls_server_config") else "http"


if __name__ == "__main__":
    sys.exit(main())

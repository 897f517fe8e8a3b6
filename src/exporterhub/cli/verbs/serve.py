"""Serve the hub: the catalog as a web site and a JSON API, until it is interrupted.

An address that is wrong, not this machine's, or taken by something else ends it at once with exit code 2.
"""

from __future__ import annotations

import argparse

from exporterhub.cli import _catalogs, _out
from exporterhub.cli._options import add_catalog, at_least


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and with how many processes."""
    parser.add_argument(
        "--listen",
        metavar="ADDR",
        default="127.0.0.1:8080",
        help="host:port to listen on (127.0.0.1:8080); :8080 is every address, port 0 a free one",
    )
    parser.add_argument("--workers", metavar="N", type=at_least(1), default=1, help="worker processes (1)")
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Serve."""
    from exporterhub.hub import serve

    def announce(url: str) -> None:
        print(f"ExporterHub is at {url}", flush=True)
        _out.note(args, "Ctrl-C ends it")

    _out.detail(args, "reading the catalog")
    serve(args.listen, _catalogs.paths(args), workers=args.workers, announce=announce)
    return 0

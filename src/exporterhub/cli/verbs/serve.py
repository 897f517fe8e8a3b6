"""Serve the hub: the catalog as a web site and a JSON API, until it is interrupted.

An address that is wrong, not this machine's, or taken by something else ends it at once with exit code 2. With --node
the host exporter runs beside it, and the page "This host" shows what it exposes to whoever can open the hub. With
--export the site is written as files, for a server that only serves files; its search works in the browser.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from exporterhub.cli import _catalogs, _out
from exporterhub.cli._options import add_catalog, at_least

if TYPE_CHECKING:
    from exporterhub.cli._beside import Beside
    from exporterhub.hub.state import State
    from exporterhub.hub.webhooks import Operator


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and with how many processes."""
    parser.add_argument(
        "--listen",
        metavar="ADDR",
        default="127.0.0.1:8080",
        help="host:port to listen on (127.0.0.1:8080); :8080 is every address, port 0 a free one",
    )
    parser.add_argument(
        "--node",
        metavar="ADDR",
        help="start the host exporter at this loopback host:port, and end it with the hub (off; Linux only)",
    )
    parser.add_argument(
        "--public-url",
        metavar="URL",
        default="",
        help="where visitors reach the hub, for the sitemap, feeds and link previews",
    )
    parser.add_argument(
        "--export", metavar="DIR", default="", help="write the whole site as files into this folder, and end"
    )
    parser.add_argument(
        "--database",
        metavar="URL",
        help="where views are counted: postgresql://user@host/name, an SQLite file, or none "
        "($EXPORTERHUB_DATABASE, else $XDG_DATA_HOME/exporterhub/state.sqlite)",
    )
    parser.add_argument(
        "--metrics-listen",
        metavar="ADDR",
        default="",
        help="host:port of its own for the hub's /metrics, which is then not at --listen (off)",
    )
    parser.add_argument(
        "--operator-password-file",
        metavar="FILE",
        default="",
        help="a file with a password, or its bcrypt hash, for the operator's page of webhooks (no such page)",
    )
    parser.add_argument("--workers", metavar="N", type=at_least(1), default=1, help="worker processes (1)")
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Serve, with the host exporter beside where it is wanted; or export."""
    if args.export:
        return _export(args)
    if args.node is None:
        _serve(args, None)
        return 0
    from exporterhub.cli._beside import host_exporter

    with host_exporter(args.node) as beside:
        _serve(args, beside)
    return 0


def _export(args: argparse.Namespace) -> int:
    from pathlib import Path

    from exporterhub.hub.export import export
    from exporterhub.hub.library import open_library

    count = export(open_library(_catalogs.paths(args)), Path(args.export), public_url=args.public_url)
    print(args.export)
    _out.note(args, f"{_out.count(count, 'file')} written")
    return 0


def _state(args: argparse.Namespace) -> State | None:
    """The state database; none where none is wanted, or where the default one cannot be made."""
    from exporterhub.hub.state import NotWritable, chosen_database, open_state

    chosen = chosen_database(args.database)
    if chosen == "none":
        return None
    try:
        return open_state(chosen)
    except NotWritable as problem:
        if chosen is not None:
            raise
        print(f"warning: no views are counted: {problem.message}; {problem.remedy}", file=sys.stderr, flush=True)
        return None


def _operator(args: argparse.Namespace) -> Operator | None:
    """Who may manage webhooks; nobody where no password is given."""
    from pathlib import Path

    from exporterhub.hub.webhooks import read_operator

    return read_operator(Path(args.operator_password_file)) if args.operator_password_file else None


def _serve(args: argparse.Namespace, beside: Beside | None) -> None:
    from exporterhub.hub import serve
    from exporterhub.hub.server import parse_listen

    def announce(url: str) -> None:
        print(f"ExporterHub is at {url}", flush=True)
        if beside and beside.running:
            _out.note(args, f"this host is at {url}host, its metrics at http://{beside.address}/metrics")
        elif beside:
            _out.note(args, "warning: the host exporter has ended; what it said stands above")
        _out.note(args, "Ctrl-C ends it")

    parse_listen(args.listen)  # wrong, it is said before a file is made
    operator = _operator(args)
    state = _state(args)
    _out.detail(args, f"state: {state.address.shown}" if state else "no state is kept")
    _out.detail(args, "reading the catalog")
    node = beside.address if beside else None
    serve(
        args.listen,
        _catalogs.paths(args),
        workers=args.workers,
        node=node,
        public_url=args.public_url,
        state=state,
        metrics_listen=args.metrics_listen,
        operator=operator,
        announce=announce,
    )

"""Answer assistants over the Model Context Protocol, on standard input and output.

Three tools, all of which only read: explain, search, exporter. It needs the package mcp
(pip install 'exporterhub[mcp]').
"""

from __future__ import annotations

import argparse

from exporterhub.cli import _catalogs
from exporterhub.cli._options import add_catalog


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which catalog."""
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Answer until the input ends."""
    from exporterhub.hub.assistant import mcp_server
    from exporterhub.hub.library import open_library

    mcp_server(open_library(_catalogs.paths(args))).run()
    return 0

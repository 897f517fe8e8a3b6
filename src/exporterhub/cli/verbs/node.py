"""Serve what this host does, with the metrics and the flags of node_exporter.

The metrics are at http://localhost:9100/metrics unless said otherwise. In a container, mount the host's root and give
--path.rootfs. On Windows metrics and flags are those of windows_exporter, at http://localhost:9182/metrics.
"""

from __future__ import annotations

import argparse

from exporterhub.node import add_flags
from exporterhub.node import run as serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of the Go program for this system."""
    add_flags(parser)


def run(args: argparse.Namespace) -> int:
    """Serve until ended."""
    return serve(args)

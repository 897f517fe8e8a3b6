"""Begin an exporter in Python: a project that passes its own tests at once.

It has a collector to replace with your own, tests, a systemd unit, a container file, and the draft of a catalog entry.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from exporterhub.cli import _out
from exporterhub.cli._options import at_least


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The exporter's name, and where it goes."""
    parser.add_argument("name", metavar="NAME", help="what it monitors: my-queue makes the project my-queue-exporter")
    parser.add_argument(
        "--folder", metavar="DIR", type=Path, default=Path(), help="where the project goes (the current folder)"
    )
    parser.add_argument("--port", metavar="N", type=at_least(1), default=9999, help="the port it listens on (9999)")


def run(args: argparse.Namespace) -> int:
    """Write the files and name them."""
    from exporterhub.toolkit.scaffold import new_exporter

    made = new_exporter(args.folder, args.name, port=args.port)
    for path in sorted(made.rglob("*")):
        if path.is_file():
            print(path)
    _out.note(args, f"its tests: cd {made} && python -m pytest")
    return 0

"""Begin an entry: a folder with an exporter.yaml to fill in.

The folder is made in the last catalog named with --catalog, else in the one that comes with the program's checkout.
"""

from __future__ import annotations

import argparse

from exporterhub.cli import _catalogs, _out
from exporterhub.cli._options import add_catalog, at_least
from exporterhub.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The new entry's name, and what is known of it."""
    parser.add_argument("slug", metavar="SLUG", help="lower-case letters, digits and hyphens: nats, sql-exporter")
    parser.add_argument("--name", metavar="NAME", default="", help="the technology's name (made from SLUG)")
    parser.add_argument("--repository", metavar="URL", default="", help="where the exporter is developed")
    parser.add_argument("--port", metavar="N", type=at_least(1), default=9999, help="the port it listens on")
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Write the files and name them."""
    from exporterhub.catalog import default_folders, new_entry

    chosen = _catalogs.paths(args)
    folder = (chosen or default_folders())[-1]
    if not chosen and folder.name != "catalog":  # the copy inside the installed package, gone with its next version
        raise BadInput("say where the entry is to go", remedy="--catalog DIR names a catalog folder of your own")
    made = new_entry(folder, args.slug, name=args.name, repository=args.repository, port=args.port)
    for path in sorted(made.iterdir()):
        print(path)
    _out.note(args, f"fill it in, then `exporterhub catalog check {args.slug}`")
    return 0

"""Forget a webhook, and the deliveries that wait for it."""

from __future__ import annotations

import argparse

from exporterhub.cli import _out, _webhooks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which."""
    parser.add_argument("name", metavar="NAME", help="the webhook's name")
    _webhooks.add_database(parser)


def run(args: argparse.Namespace) -> int:
    """Remove it."""
    from exporterhub.hub.webhooks import remove

    remove(_webhooks.open_database(args), args.name)
    _out.note(args, f"{args.name} is told nothing any more")
    return 0

"""List the hub's webhooks, and whether they work; of an address only the host is shown."""

from __future__ import annotations

import argparse

from exporterhub.cli import _out, _webhooks
from exporterhub.cli._options import add_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where they are kept."""
    _webhooks.add_database(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print them."""
    from exporterhub.hub.webhooks import list_webhooks

    hooks = list_webhooks(_webhooks.open_database(args))
    if args.json:
        _out.print_json([hook.as_dict() for hook in hooks])
        return 0
    _out.table(args, _webhooks.HEAD, _webhooks.rows(hooks))
    if not hooks:
        _out.note(args, "there are none yet: `exporterhub webhook add` makes one")
    return 0

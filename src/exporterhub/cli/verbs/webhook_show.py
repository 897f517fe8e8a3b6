"""Show a webhook and what became of its last deliveries."""

from __future__ import annotations

import argparse

from exporterhub.cli import _out, _webhooks
from exporterhub.cli._options import add_json, at_least


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which."""
    parser.add_argument("name", metavar="NAME", help="the webhook's name")
    parser.add_argument("--limit", metavar="N", type=at_least(1), default=20, help="deliveries that are listed (20)")
    _webhooks.add_database(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print it."""
    from exporterhub.hub.webhooks import find, moment, recent

    state = _webhooks.open_database(args)
    hook = find(state, args.name)
    deliveries = recent(state, hook.name, limit=args.limit)
    if args.json:
        _out.print_json({**hook.as_dict(), "deliveries": [delivery.as_dict() for delivery in deliveries]})
        return 0
    _out.table(args, _webhooks.HEAD, _webhooks.rows([hook]))
    if deliveries:
        _out.heading(args, "Last deliveries")
    rows = [
        [
            moment(delivery.tried_at) or "",
            f"{'test ' if delivery.event.test else ''}{delivery.event.event}",
            delivery.event.slug,
            _webhooks.outcome(delivery),
        ]
        for delivery in deliveries
    ]
    _out.table(args, ("tried", "event", "exporter", "result"), rows)
    return 0

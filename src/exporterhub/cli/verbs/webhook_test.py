"""Send a webhook a sample event, and show what it answered.

The sample is marked as a test. Exit code 3 says that the receiver did not take it.
"""

from __future__ import annotations

import argparse

from exporterhub.cli import _out, _webhooks
from exporterhub.cli._options import add_json, one_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which, and with what."""
    parser.add_argument("name", metavar="NAME", help="the webhook's name")
    parser.add_argument(
        "--event", metavar="E", type=one_of("release", "tier"), help="release or tier (the first that it is told)"
    )
    parser.add_argument("--public-url", metavar="URL", default="", help="where visitors reach the hub, for the link")
    _webhooks.add_database(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Send it, and keep what came of it."""
    from exporterhub.hub import webhooks

    state = _webhooks.open_database(args)
    hook = webhooks.find(state, args.name)
    number, outcome = webhooks.send_test(state, hook, args.event or hook.events[0], public_url=args.public_url)
    delivery = webhooks.delivery(state, number)
    if args.json and delivery:
        _out.print_json(delivery.as_dict())
    elif delivery:
        print(_out.clean(f"{hook.name} at {hook.host}: {_webhooks.outcome(delivery)}"))
        if outcome.answer:
            print(_out.clean(f"it answered: {outcome.answer}"))
    return 0 if outcome.ok else 3

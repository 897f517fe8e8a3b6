"""Have the hub tell an address of new versions and of tiers that move.

The address is https; http only with --allow-http, and only within a private network. Addresses of chat programs hold a
token: they are shown to nobody, and --url-file keeps one out of the list of processes. A secret is read from a file.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from exporterhub.cli import _catalogs, _out, _webhooks
from exporterhub.cli._options import add_catalog, add_json, one_of
from exporterhub.errors import BadInput

if TYPE_CHECKING:
    from exporterhub.hub.webhooks import Webhook


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where, what, and how."""
    parser.add_argument("name", metavar="NAME", help="lower-case letters, digits and hyphens: team-chat")
    parser.add_argument("url", metavar="URL", nargs="?", default="", help="where it is told")
    parser.add_argument("--url-file", metavar="FILE", default="", help="a file that holds URL; - is standard input")
    parser.add_argument(
        "--template",
        metavar="T",
        default="",
        help="json, slack, discord, mattermost, teams, ntfy or custom (json; custom with --template-file)",
    )
    parser.add_argument("--template-file", metavar="FILE", default="", help="a template of your own, which makes JSON")
    parser.add_argument(
        "--event",
        metavar="E",
        action="append",
        type=one_of("release", "tier"),
        help="release or tier, repeatable (both)",
    )
    parser.add_argument("--slug", metavar="SLUG", action="append", help="only of this entry; repeatable (of all)")
    parser.add_argument("--secret-file", metavar="FILE", default="", help="a file with the secret that signs")
    parser.add_argument("--allow-http", action="store_true", help="plain http to a private network is meant")
    _webhooks.add_database(parser)
    add_catalog(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Keep it."""
    import time

    from exporterhub.hub import webhooks

    hook, known = _hook(args), _slugs(args)
    webhooks.checked(hook, known)  # wrong, it is said before a database is made
    state = _webhooks.open_database(args)
    added = webhooks.add(state, hook, time.time(), known)
    if args.json:
        _out.print_json(added.as_dict())
    else:
        print(f"{added.name} is told at {added.host}")
        _out.note(args, f"`exporterhub webhook test {added.name}` sends it a sample")
    return 0


def _hook(args: argparse.Namespace) -> Webhook:
    from exporterhub.hub.webhooks import CUSTOM, KINDS, Webhook

    if bool(args.url) == bool(args.url_file):
        raise BadInput("a webhook needs one address", remedy="give URL, or --url-file FILE with it")
    return Webhook(
        name=args.name,
        url=args.url or _webhooks.one_line(args.url_file, "--url-file"),
        template=args.template or (CUSTOM if args.template_file else "json"),
        body=_webhooks.text_of(args.template_file, "--template-file") if args.template_file else "",
        events=tuple(kind for kind in KINDS if kind in (args.event or KINDS)),
        slugs=tuple(dict.fromkeys(args.slug or ())),
        secret=_webhooks.one_line(args.secret_file, "--secret-file") if args.secret_file else "",
        allow_http=args.allow_http,
    )


def _slugs(args: argparse.Namespace) -> set[str] | None:
    """The slugs of the catalog, read only where some are named."""
    if not args.slug:
        return None
    from exporterhub.catalog import open_index

    index = open_index(_catalogs.folders(args))
    return {hit.slug for hit in index.search("", limit=index.count())}

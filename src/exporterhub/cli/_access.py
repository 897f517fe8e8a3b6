"""How a server is asked that wants to know who asks. Secrets come from files, never from arguments."""

from __future__ import annotations

import argparse


def add_access(parser: argparse.ArgumentParser) -> None:
    """``--bearer-token-file`` and ``--basic-auth-file``."""
    parser.add_argument(
        "--bearer-token-file", metavar="FILE", default="", help="a file that holds a token for the server"
    )
    parser.add_argument("--basic-auth-file", metavar="FILE", default="", help="a file that holds user:password")


def headers(args: argparse.Namespace) -> dict[str, str]:
    """The headers that the flags stand for. Raises BadInput for a file that cannot be used."""
    from exporterhub.prometheus import access_headers

    return access_headers(bearer_token_file=args.bearer_token_file, basic_auth_file=args.basic_auth_file)

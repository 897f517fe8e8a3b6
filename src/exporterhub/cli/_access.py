"""How a server is asked that wants to know who asks. Secrets come from files or the environment, not from arguments."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exporterhub.prometheus import Access


def add_access(parser: argparse.ArgumentParser) -> None:
    """``--bearer-token-file``, ``--basic-auth-file``, ``--header-file`` and ``--ca-file``."""
    parser.add_argument(
        "--bearer-token-file",
        metavar="FILE",
        default="",
        help="a file that holds a token for the server (or EXPORTERHUB_BEARER_TOKEN does)",
    )
    parser.add_argument(
        "--basic-auth-file",
        metavar="FILE",
        default="",
        help="a file that holds user:password (or EXPORTERHUB_BASIC_AUTH does)",
    )
    parser.add_argument(
        "--header-file", metavar="FILE", default="", help="a file of headers for the server, such as X-Scope-OrgID: a"
    )
    parser.add_argument(
        "--ca-file", metavar="FILE", default="", help="the certificates that the server's is checked with"
    )


def access(args: argparse.Namespace) -> Access:
    """What the flags and the environment stand for. Raises BadInput for a file that cannot be used."""
    from exporterhub.prometheus import read_access

    return read_access(
        bearer_token_file=args.bearer_token_file,
        basic_auth_file=args.basic_auth_file,
        header_file=args.header_file,
        ca_file=args.ca_file,
        environment=os.environ,
    )

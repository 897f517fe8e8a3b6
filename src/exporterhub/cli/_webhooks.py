"""What the verbs of webhooks share: the state database, files with secrets, and how an outcome is printed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exporterhub.cli import _out
from exporterhub.errors import BadInput

if TYPE_CHECKING:
    from exporterhub.hub.state import State
    from exporterhub.hub.webhooks import Delivery, Webhook


def add_database(parser: argparse.ArgumentParser) -> None:
    """``--database URL``, the one of ``serve``."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help="the hub's: postgresql://user@host/name, or an SQLite file "
        "($EXPORTERHUB_DATABASE, else $XDG_DATA_HOME/exporterhub/state.sqlite)",
    )


def open_database(args: argparse.Namespace) -> State:
    """The state database. Raises BadInput or Missing where it cannot be used."""
    from exporterhub.hub.state import chosen_database, open_state

    chosen = chosen_database(args.database)
    if chosen == "none":
        raise BadInput("webhooks are kept in the state database", remedy="name the hub's with --database")
    state = open_state(chosen)
    _out.detail(args, f"state: {state.address.shown}")
    return state


def one_line(name: str, flag: str) -> str:
    """What a file holds, without the line break at its end; ``-`` is standard input. Raises BadInput."""
    text = text_of(name, flag).removesuffix("\n").removesuffix("\r")
    if not text or "\n" in text:
        raise BadInput(f"{flag} {name} does not hold one line", remedy="write it into the file, and nothing else")
    return text


def text_of(name: str, flag: str) -> str:
    """What a file holds; ``-`` is standard input. Raises BadInput."""
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is no text"
        raise BadInput(f"{flag}: {name} cannot be read: {said}", remedy="check the path and its rights") from error


def rows(hooks: list[Webhook]) -> list[list[str]]:
    """A table's rows of webhooks."""
    return [
        [
            hook.name,
            hook.host,
            hook.template,
            ", ".join(hook.events),
            ", ".join(hook.slugs) or "all",
            "yes" if hook.secret else "no",
            standing(hook),
        ]
        for hook in hooks
    ]


HEAD = ("webhook", "host", "template", "events", "exporters", "signed", "standing")


def standing(hook: Webhook) -> str:
    """Whether it works, in words."""
    from exporterhub.hub.webhooks import moment

    said = f"failing since {moment(hook.failing_since)}" if hook.failing_since is not None else hook.standing
    return f"{said}, {hook.waiting} waiting" if hook.waiting else said


def outcome(delivery: Delivery) -> str:
    """What became of a delivery, in one line."""
    from exporterhub.hub.webhooks import moment

    failed = delivery.event.test and delivery.result == "given-up"  # a test is tried once
    parts: list[str] = ["failed" if failed else delivery.result]
    if delivery.tried_at is not None:
        parts.append(f"status {delivery.status}" if delivery.status else "no status")
        parts.append(f"{delivery.seconds:.2f} s")
    if delivery.problem:
        parts.append(delivery.problem)
    if delivery.result == "waiting" and delivery.tries:
        parts.append(f"tried {_out.count(delivery.tries, 'time')}, again at {moment(delivery.due_at)}")
    return ", ".join(parts)

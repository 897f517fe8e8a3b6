"""How the progress of labs is shown: a line per step, or on a terminal a line per run that is under way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from exporterhub.cli import _out

if TYPE_CHECKING:
    import argparse

    from exporterhub.lab import Event


class Board(Protocol):
    """Where progress goes."""

    def step(self, event: Event) -> None:
        """A run has made a step."""

    def end(self, run: str, text: str) -> None:
        """A run (``entry/run``) has ended; ``text`` may have several lines."""


class Lines:
    """One line per step on standard error."""

    def __init__(self, args: argparse.Namespace) -> None:
        self._args = args

    def step(self, event: Event) -> None:
        """Print it."""
        _out.note(self._args, f"{event.entry}/{event.run}: {event.text}")

    def end(self, run: str, text: str) -> None:
        """Print it, quiet or not."""
        print(f"{run}: {text}", file=sys.stderr, flush=True)


@contextmanager
def board(args: argparse.Namespace) -> Iterator[Board]:
    """The board that fits where standard error goes."""
    if args.quiet or not _out.is_terminal(sys.stderr):
        yield Lines(args)
        return
    from exporterhub.cli._live import Live

    with Live(colour=_out.colourful(sys.stderr, no_color=args.no_color)) as live:
        yield live

"""The parser of one verb, the options that all verbs share, and the kinds of values options take."""

from __future__ import annotations

import argparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

PROGRAM = "exporterhub"
LEADING_WITH_VALUE = ("--catalog",)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal. argparse would ask shutil, also when no help is wanted, which costs 2 ms."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=min(_columns(), 120) - 2)


def _columns() -> int:
    import os

    try:
        return int(os.environ.get("COLUMNS", "")) or 80
    except ValueError:
        pass
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:
        return 80


class Parser(argparse.ArgumentParser):
    """argparse, with errors raised as ours and options never abbreviated (scripts would break when one is added)."""

    def __init__(self, prog: str, description: str | None = None, usage: str | None = None) -> None:
        super().__init__(
            prog=prog,
            usage=usage,
            description=description,
            formatter_class=_Help,
            allow_abbrev=False,
            conflict_handler="resolve",  # `show --version V` is the exporter's version
        )
        shared = self.add_argument_group("options of every verb")
        shared.add_argument("-q", "--quiet", action="store_true", help="print results and errors only")
        shared.add_argument("-v", "--verbose", action="store_true", help="say more; tracebacks for unexpected errors")
        shared.add_argument("--no-color", action="store_true", help="no colours (also: the variable NO_COLOR)")
        shared.add_argument("--version", action="version", version=_version(), help="print the version and end")

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Parse ``words``. Raises BadInput; for an unknown option it names the nearest one."""
        args, unknown = self.parse_known_args(words)
        if unknown:
            from exporterhub.cli._near import did_you_mean

            word = unknown[0].partition("=")[0]
            near = did_you_mean(word, self._option_string_actions) if word.startswith("--") else ""
            self.error(f"{word} is not expected here" + (f"; {near}" if near else ""))
        return args

    def error(self, message: str) -> NoReturn:
        """Raise BadInput, which the one place that reports errors catches."""
        from exporterhub.errors import BadInput

        raise BadInput(message, remedy=f"`{self.prog} --help` shows what it takes")


def _version() -> str:
    from exporterhub import __version__

    return f"{PROGRAM} {__version__}"


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json``: the answer as JSON on standard output."""
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def add_catalog(parser: argparse.ArgumentParser) -> None:
    """``--catalog DIR``, repeatable."""
    parser.add_argument(
        "--catalog",
        metavar="DIR",
        action="append",
        type=folder,
        help="a catalog folder, added to the built-in one; repeatable, later ones override earlier ones",
    )


def add_timeout(parser: argparse.ArgumentParser) -> None:
    """``--timeout SECONDS`` for pages that are fetched."""
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=seconds,
        default=10.0,
        help="how long an address may take to answer (10, as Prometheus' scrape_timeout)",
    )


def seconds(text: str) -> float:
    """A number of seconds above zero."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return number


def folder(text: str) -> str:
    """The path of a folder that exists."""
    import os

    if not os.path.isdir(text):  # noqa: PTH112 - pathlib costs 3 ms of every start
        raise argparse.ArgumentTypeError(f"{text} is no folder")
    return text


def one_of(*choices: str) -> Callable[[str], str]:
    """A word of ``choices``, in any case; the nearest one is named for any other."""

    def check(text: str) -> str:
        for choice in choices:
            if text.lower() == choice.lower():
                return choice
        from exporterhub.cli._near import did_you_mean

        near = did_you_mean(text, choices)
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(choices)}" + (f"; {near}" if near else ""))

    return check


def at_least(least: int) -> Callable[[str], int]:
    """A whole number that is not below ``least``."""

    def check(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number of at least {least}")
        return number

    return check


def leading(words: list[str]) -> int:
    """How many of ``words`` stand before the verb: the options that may be given first."""
    taken = 0
    while taken < len(words) and words[taken].startswith("-"):
        taken += 2 if words[taken] in LEADING_WITH_VALUE else 1
    return taken

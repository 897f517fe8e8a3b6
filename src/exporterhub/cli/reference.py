"""Reference pages made from code: the command line from its parsers, checks from their documentation.

``python -m exporterhub.cli.reference`` writes them.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from pathlib import Path

from exporterhub.cli._catalogs import VARIABLE
from exporterhub.cli._main import parser_of
from exporterhub.cli._options import PROGRAM, Parser
from exporterhub.cli._verbs import Verb, all_verbs

PAGE = Path("reference/cli.md")
CHECKS = Path("checks")
HEAD = f"""# The command line

Made from the program itself by `make docs`; changes belong in `src/exporterhub/cli/`.

Options of every verb may stand before or after it. Results go to standard output, notes and errors to standard error.

| exit code | meaning |
| --- | --- |
| 0 | fine |
| 1 | findings of severity error |
| 2 | wrong usage or bad input |
| 3 | a program or server that is needed is missing, or failed |
| 70 | an unexpected error: a defect of the program; `-v` shows the traceback |
| 130 | interrupted |
| 141 | whoever read the output went away |

`{VARIABLE}` names catalog folders, with `:` between them, that are read instead of the built-in catalog; `--catalog`
adds to whichever it is. `NO_COLOR` turns colours off.
"""


def page() -> str:
    """The whole page, in Markdown."""
    verbs = all_verbs().values()
    shared = _table(_options(Parser(PROGRAM)))
    parts = [HEAD, f"## Options of every verb\n\n{shared}", *map(_section, verbs)]
    return "\n".join(parts)


def _section(verb: Verb) -> str:
    parser = parser_of(verb)
    known = {action.dest for action in _options(Parser(PROGRAM))} - {"version"}
    own = [action for action in parser._actions if action.dest not in known and action.help != argparse.SUPPRESS]
    own = [action for action in own if not isinstance(action, argparse._VersionAction)]
    return (
        f"## {verb.name}\n\n    {_usage(parser, own)}\n\n{inspect.cleandoc(parser.description or '')}\n\n{_table(own)}"
    )


def _options(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return list(parser._actions)


def _usage(parser: argparse.ArgumentParser, actions: list[argparse.Action]) -> str:
    words = [parser.prog, *(_positional(action) for action in actions if not action.option_strings)]
    return " ".join([*words, "[options]"])


def _positional(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest)
    return {"*": f"[{name} ...]", "+": f"{name} ..."}.get(str(action.nargs), name)


def _table(actions: list[argparse.Action]) -> str:
    rows = ["| argument | meaning |", "| --- | --- |"]
    return (
        "\n".join([*rows, *(f"| {_cell(_names(action))} | {_cell(action.help or '')} |" for action in actions)]) + "\n"
    )


def _names(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{_positional(action)}`"
    value = f" {action.metavar or action.dest.upper()}" if action.nargs != 0 else ""
    return ", ".join(f"`{option}{value}`" for option in action.option_strings)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def pages() -> dict[Path, str]:
    """All pages that are made from code, by their path below ``docs/``."""
    from exporterhub.rules import check_pages

    checks = {CHECKS / name: text for name, text in check_pages().items()}
    return {PAGE: page(), **checks}


def main(folder: Path = Path("docs")) -> int:
    """Write the pages below ``folder``, and remove those of checks that are no more."""
    wanted = {folder / place: text for place, text in pages().items()}
    for old in (folder / CHECKS).rglob("*.md"):
        if old not in wanted:
            old.unlink()
    for target, text in wanted.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""From a command line to an exit code."""

from __future__ import annotations

import os
import sys

from exporterhub.cli._options import PROGRAM, Parser, leading
from exporterhub.cli._verbs import Verb, all_verbs, find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 128 + 2  # as a shell says of a program that SIGINT ended
PIPE_CLOSED = 128 + 13  # ... and SIGPIPE


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line.

    Args:
        argv: the words after the program's name; those of the process unless given.

    Returns:
        The exit code: 0 fine, 1 findings of severity error, 2 wrong usage or bad input, 3 a program or server that is
        needed is missing or failed, 70 an unexpected error, 130 interrupted, 141 the reader of the output went away.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    _forgiving_output()
    try:
        code = _run(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return PIPE_CLOSED
    except SystemExit as end:  # argparse has printed help or the version
        return end.code if isinstance(end.code, int) else 0
    except Exception as error:
        from exporterhub.cli._failures import report

        verbose = not {"-v", "--verbose"}.isdisjoint(words)  # the words may have failed to parse
        return report(error, verbose=verbose, no_color="--no-color" in words)
    return code


def _run(words: list[str]) -> int:
    count = leading(words)
    options, words = words[:count], words[count:]
    if not words or "--version" in options:
        return _without_verb(options)
    found = find(words)
    if found is None:
        return _no_verb(words)
    verb, rest = found
    return verb.load().run(parser_of(verb).read([*options, *rest]))


def parser_of(verb: Verb) -> Parser:
    """The parser of one verb, its own arguments and the shared ones."""
    module = verb.load()
    parser = Parser(f"{PROGRAM} {verb.name}", module.__doc__)
    module.add_arguments(parser)
    return parser


def overview(verbs: Sequence[Verb]) -> str:
    """One line per verb."""
    width = max(len(verb.name) for verb in verbs)
    return "\n".join(f"  {PROGRAM} {verb.name:<{width}}  {verb.summary()}" for verb in verbs)


def _without_verb(options: list[str]) -> int:
    verbs = "verbs:\n" + overview(list(all_verbs().values()))
    parser = Parser(
        PROGRAM,
        f"Which exporter, how to run it, what it exposes, what to alert on.\n\n{verbs}",
        usage=f"{PROGRAM} VERB [arguments]",
    )
    parser.read(options)
    print(parser.format_help(), end="", file=sys.stderr)
    return 2


def _no_verb(words: list[str]) -> int:
    """A group without its second word, or a word that is no verb."""
    from exporterhub.errors import BadInput

    verbs = all_verbs()
    group = [verb for name, verb in verbs.items() if name.startswith(f"{words[0]} ")]
    if group and not {"-h", "--help"}.isdisjoint(words):
        print(overview(group))
        return 0
    if group and len(words) == 1:
        raise BadInput(f"{words[0]} needs one more word", remedy=f"it can be\n{overview(group)}")
    from exporterhub.cli._near import nearest

    tried = " ".join(words[: 2 if group else 1])
    near = nearest(tried, verbs) or nearest(" ".join(words[:2]), verbs)
    remedy = f"did you mean `{PROGRAM} {near[0]}`?" if near else f"`{PROGRAM} --help` lists all"
    raise BadInput(f"{tried!r} is no verb of {PROGRAM}", remedy=remedy)


def _forgiving_output() -> None:
    """What the terminal's encoding does not have is shown escaped, never an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Python flushes standard output once more when it ends; that must not fail a second time."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""The files that the exporter reads: what they hold at the least, and what else has to be put in."""

from __future__ import annotations

import shlex

from exporterhub.hub.install.invocation import Invocation
from exporterhub.hub.install.model import Block, Language
from exporterhub.hub.install.subject import Subject
from exporterhub.messages import english, say

__all__ = ["configuration_blocks", "remarks"]

_LANGUAGES: dict[str, Language] = {"yml": "yaml", "yaml": "yaml", "ini": "ini", "cnf": "ini"}


def configuration_blocks(started: Invocation) -> tuple[Block, ...]:
    """One block for each file that has to be written; those that come with the exporter need none."""
    return tuple(
        Block(
            say("Configuration"),
            _LANGUAGES.get(config.name.rpartition(".")[2], "conf"),
            config.example.rstrip("\n") + "\n",
            file=config.path,
            note=english(_sentence(config.what)),
        )
        for config in started.configs
        if config.example and not config.member
    )


def remarks(subject: Subject, started: Invocation) -> tuple[str, ...]:
    """What to know of the arguments that stand in the commands, as far as no block says it."""
    told = {config.what for config in started.configs if config.example and not config.member}
    notes = [
        f"{_named(argument.argument)}: {' '.join(argument.what.split())}"
        for argument in subject.exporter.configure.arguments
        if argument.what and argument.what not in told
    ]
    return tuple(english(_sentence(note)) for note in notes)


def _named(argument: str) -> str:
    """The flag or the variable without its value; a word of its own as it is."""
    return shlex.split(argument)[0].partition("=")[0]


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."

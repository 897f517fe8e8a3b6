"""The verbs that are there: the files of the folder ``verbs``, found without importing them."""

from __future__ import annotations

import importlib
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from typing import Protocol

    class Module(Protocol):
        """What a verb's module offers."""

        __doc__: str | None

        @staticmethod
        def add_arguments(parser: argparse.ArgumentParser) -> None:
            """Declare the verb's own arguments."""

        @staticmethod
        def run(args: argparse.Namespace) -> int:
            """Do it; the answer is the exit code."""


FOLDER = os.path.join(os.path.dirname(__file__), "verbs")  # noqa: PTH118, PTH120 - pathlib costs 3 ms of every start


class Verb:
    """One verb: ``name`` is its words (``rules check``)."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.name = module.replace("_", " ")

    def summary(self) -> str:
        """The first line of the module's docstring, read from the source."""
        with open(os.path.join(FOLDER, f"{self.module}.py"), encoding="utf-8") as source:  # noqa: PTH118, PTH123
            return source.readline().strip().strip('"')

    def load(self) -> Module:
        """Import the module."""
        module: Module = importlib.import_module(f"exporterhub.cli.verbs.{self.module}")  # type: ignore[assignment]
        return module


def all_verbs() -> dict[str, Verb]:
    """Every verb by its words, in alphabetical order."""
    names = (name[:-3] for name in os.listdir(FOLDER) if name.endswith(".py") and not name.startswith("_"))  # noqa: PTH208
    return {verb.name: verb for verb in map(Verb, sorted(names))}


def find(words: Sequence[str]) -> tuple[Verb, Sequence[str]] | None:
    """The verb that ``words`` begin with, and what follows it; None where they begin with none."""
    verbs = all_verbs()
    for length in (2, 1):
        verb = verbs.get(" ".join(words[:length]))
        if verb:
            return verb, words[length:]
    return None

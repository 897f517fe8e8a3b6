"""The command line: one verb per file in ``verbs/``; it wires, prints and chooses the exit code.

The folder is the registration: ``verbs/rules_check.py`` is ``exporterhub rules check``. A verb module offers
``add_arguments(parser)`` and ``run(args) -> int``; its docstring is its help. Only the chosen verb is imported, and a
verb imports what it uses, so that starting is quick.
"""

from exporterhub.cli._main import main

__all__ = ["main"]

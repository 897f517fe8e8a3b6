"""Secrets from where other users of the machine cannot read them: files, systemd credentials, the environment.

A command line is public (``ps``), so there are flags for the names of files only.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path

from exporterhub.errors import BadInput

__all__ = ["Secret", "add_secret_flag", "read_secret"]


class Secret:
    """A text that is not printed by accident: ``reveal()`` gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "<secret>"

    __str__ = __repr__


def add_secret_flag(parser: argparse.ArgumentParser, name: str, *, variable: str) -> None:
    """``--NAME-file`` for ``read_secret``; its help says that ``variable`` and ``variable_FILE`` are read too."""
    parser.add_argument(
        f"--{name}-file",
        dest=f"{name}-file",
        metavar="FILE",
        default="",
        help=f"file with the secret; else ${variable}_FILE, systemd's credential {name}, or ${variable}",
    )


def read_secret(
    args: argparse.Namespace, name: str, *, variable: str, environ: Mapping[str, str] = os.environ
) -> Secret | None:
    """The secret of ``add_secret_flag``, None where it is given nowhere.

    In this order: the flag's file, the file that ``variable_FILE`` names, the credential ``name`` of systemd
    (``LoadCredential=``), the variable itself. One line break at the end of a file is not part of it.

    Raises:
        BadInput: a file that is named cannot be read, or is empty.
    """
    flag, setting = getattr(args, f"{name}-file"), environ.get(f"{variable}_FILE", "")
    if flag:
        return _of_file(Path(flag), f"--{name}-file")
    if setting:
        return _of_file(Path(setting), f"{variable}_FILE")
    credential = Path(environ.get("CREDENTIALS_DIRECTORY", "/nowhere")) / name
    if credential.is_file():
        return _of_file(credential, f"the credential {name}")
    return Secret(environ[variable]) if environ.get(variable) else None


def _of_file(path: Path, what: str) -> Secret:
    try:
        text = path.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is no text"
        raise BadInput(f"{what}: {path} cannot be read: {said}", remedy="check the path and its rights") from error
    if not text:
        raise BadInput(f"{what}: {path} is empty", remedy="write the secret into it, and nothing else")
    return Secret(text)

"""Shell lines that store credentials where a unit or a container takes them from.

The reader types them in, so that neither the history nor the process list has them.
"""

from __future__ import annotations

from exporterhub.hub.install.invocation import Invocation
from exporterhub.hub.install.model import Block
from exporterhub.hub.install.subject import Subject
from exporterhub.messages import english, listed, say, sentences

__all__ = ["credential_blocks", "folder_of", "optional_notes", "other_notes", "variable_lines"]

_NOTE = say(
    "Each command waits for your input: type or paste it, press Enter, then Ctrl-D. "
    "Nothing of it gets into the shell's history or the process list."
)


def folder_of(subject: Subject) -> str:
    """The folder of the exporter's credentials; only root may enter it."""
    return f"/etc/{subject.name}/credentials"


def credential_blocks(subject: Subject, started: Invocation, *, files_for_all: bool = False) -> tuple[Block, ...]:
    """One block that makes the folder and its files; none where there are no credentials.

    ``files_for_all`` lets every user read the files themselves, as a container's user must; the folder still keeps the
    host's other users out.
    """
    if not started.credentials:
        return ()
    folder = folder_of(subject)
    mask = "022" if files_for_all else "077"
    lines = [f"sudo install -d -m 0700 {folder}"]
    lines += [_typed(f"{folder}/{c.name}", mask, c.secret.what) for c in started.files]
    if started.variables:
        lines.append(_typed(f"{folder}/environment", "077", variable_lines(started)))
    note = sentences(_NOTE, *optional_notes(started), *other_notes(started))
    return (Block(say("Credentials"), "sh", "\n".join(lines) + "\n", note=note),)


def variable_lines(started: Invocation) -> str:
    """What the environment file holds, without the values."""
    names = [f"{c.name}={c.example}" for c in started.variables]
    return names[0] if len(names) == 1 else f"the lines you need of: {', '.join(names)}"


def optional_notes(started: Invocation) -> tuple[str, ...]:
    """That it does without, where it does."""
    if not started.credentials or any(c.secret.required for c in started.credentials):
        return ()
    return (say("Leave this out where none is asked for, and the lines below that name it."),)


def other_notes(started: Invocation) -> tuple[str, ...]:
    """What can be given instead."""
    secrets = [c.secret for c in started.others]
    named = [(s.file_env or s.file_flag or s.env, " ".join(s.what.split())) for s in secrets]
    if not named:
        return ()
    parts = [english(f"{name} ({what})" if what else name) for name, what in named]
    return (say("Instead of that it takes %(others)s.", others=listed(*parts, style="semicolon")),)


def _typed(path: str, mask: str, what: str) -> str:
    comment = f"  # {' '.join(what.split())}" if what else ""
    return f"sudo sh -c 'umask {mask}; cat > {path}'{comment}"

"""Files of text: what cannot be read becomes a finding or a BadInput; paths are shown short."""

from __future__ import annotations

from pathlib import Path

from exporterhub.errors import BadInput, Finding

__all__ = ["read_text", "shown"]


def shown(path: Path) -> str:
    """The path as a person would type it: relative to the working folder where it is below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def read_text(path: Path, file: str = "", *, family: str = "entry") -> tuple[str, list[Finding]]:
    """Text of a file, and a finding ``<family>/yaml`` when it is not UTF-8. BadInput when it is unreadable."""
    file = file or shown(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}", remedy="check the path and its rights") from error
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = error.start - before.rfind(b"\n")
        message = "the file is not UTF-8 text"
        finding = Finding(
            f"{family}/yaml",
            "error",
            message,
            "save it as UTF-8",
            file=file,
            line=before.count(b"\n") + 1,
            column=column,
        )
        return data.decode("utf-8", "replace"), [finding]

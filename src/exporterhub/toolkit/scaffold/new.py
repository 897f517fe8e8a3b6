"""Writes the project: files of the folder ``template``, with the exporter's names put in.

In the templates ``$slug`` is the name with hyphens, ``$snake`` with underscores, ``$title`` with spaces; a file's own
name may have ``slug`` and ``package`` in it, and ends with ``.template``, so that tools leave it alone.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from string import Template

from exporterhub.errors import BadInput

__all__ = ["new_exporter"]

_TEMPLATE = Path(__file__).parent / "template"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def new_exporter(folder: Path, name: str, *, port: int = 9999) -> Path:
    """Make the project ``folder/<name>-exporter`` and return its folder.

    Args:
        folder: where it goes; must exist.
        name: what is monitored: ``my-queue``; also ``my_queue_exporter`` is understood.
        port: the port that the exporter listens on unless told otherwise.

    Raises:
        BadInput: the name or the port cannot be used, the project is there already, or it cannot be written. Nothing is
            left behind then.
    """
    slug = name.replace("_", "-").removesuffix("-exporter")
    if not _NAME.fullmatch(slug) or slug == "exporter":
        raise BadInput(
            f"{name!r} cannot be the name of an exporter",
            remedy="use lower-case letters, digits and single hyphens, beginning with a letter: my-queue",
        )
    if not 0 < port < 65536:
        raise BadInput(f"{port} is no port", remedy="--port takes a number from 1 to 65535")
    target = folder / f"{slug}-exporter"
    if target.exists() or target.is_symlink():
        raise BadInput(f"{target} exists", remedy="choose another name, or another folder with --folder")
    if not folder.is_dir():
        raise BadInput(f"the folder {folder} does not exist", remedy="give --folder an existing folder")
    _write(target, _files(slug, port))
    return target


def _files(slug: str, port: int) -> dict[str, str]:
    """The project's files by their paths."""
    snake = slug.replace("-", "_")
    values = {"slug": slug, "snake": snake, "title": slug.replace("-", " ").title(), "port": str(port)}
    files: dict[str, str] = {}
    for path in sorted(_TEMPLATE.rglob("*.template")):
        place = path.relative_to(_TEMPLATE).as_posix().removesuffix(".template")
        place = place.replace("package", f"{snake}_exporter").replace("slug", slug)
        files[place] = Template(path.read_text(encoding="utf-8")).substitute(values)
    return files


def _write(target: Path, files: dict[str, str]) -> None:
    """Write into a hidden folder beside ``target``, which gets its name when all is there."""
    temporary: Path | None = None
    try:
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        temporary.chmod(0o755)
        for name, text in files.items():
            (temporary / name).parent.mkdir(parents=True, exist_ok=True)
            (temporary / name).write_text(text, encoding="utf-8")
        temporary.rename(target)
    except OSError as error:
        raise BadInput(
            f"{target} cannot be written: {error.strerror}", remedy="check the rights of the folder"
        ) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)

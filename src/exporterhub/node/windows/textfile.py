"""Metrics that other programs leave in files ``*.prom``, in folders and the folders in them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from exporterhub.node import textfiles
from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import base_name
from exporterhub.node.flags import text
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Metric, Table, labels

MTIME = Metric("windows_textfile_mtime_seconds", "gauge", "Unixtime mtime of textfiles successfully read.")
WHICH = Metric(
    "windows_textfile_file_error", "gauge", "1 for each textfile or directory that was not read, or not in whole."
)
MARK = b"\xef\xbb\xbf"  # the mark of UTF-8 that Windows' programs begin a file with


class Collector(Base):
    """Reads the folders of ``--collector.textfile.directories``."""

    default = False  # as in windows_exporter
    flags = (
        text(
            "collector.textfile.directories",
            "Directory or Directories to read text files with metrics from. (separated by commas)",
        ),
    )
    may_block = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._folders = [
            folder for folder in context.options.text("collector.textfile.directories").split(",") if folder
        ]
        self._files: dict[str, textfiles.File] = {}
        self._mtimes, self._errors = Table(MTIME), Table(WHICH)

    def page(self) -> bytes:
        """The families of all files, when each was written, and which were not read."""
        problems, paths = find(self._folders)
        self._files = {path: textfiles.fresh(self._files.get(path), path, clean) for path in paths}
        merged = textfiles.merge(self._files)
        problems |= merged.problems
        good = [file for file in self._files.values() if file.mtime is not None]
        return b"".join(
            (
                merged.text,
                self._mtimes.render(
                    [labels(file=base_name(file.path)) for file in good],
                    [(int_text(file.mtime or 0),) for file in good],
                ),
                self._errors.render([labels(file=path) for path in problems], [(b"1",) for _ in problems]),
            )
        )


def find(folders: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The folders that cannot be read, with the reason, and the files below the others.

    The label ``file`` is a name without its folder, so of two files with one name the second is a problem.
    """
    problems: dict[str, str] = {}
    files: dict[str, str] = {}

    def failed(error: OSError) -> None:
        problems[str(error.filename)] = error.strerror or str(error)

    for folder in folders:
        for place, inside, names in os.walk(folder, onerror=failed):
            inside.sort()
            for name in sorted(name for name in names if name.endswith(textfiles.SUFFIX)):
                path = f"{place.replace(os.sep, '/')}/{name}"
                if files.setdefault(name, path) != path:
                    problems[path] = f"another file has the name {name}: {files[name]}"
    return problems, list(files.values())


def clean(data: bytes) -> bytes:
    """Without the mark at its beginning, and with the line ends of the text format."""
    return data.removeprefix(MARK).replace(b"\r", b"")

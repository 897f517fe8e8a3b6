"""Metrics that other programs leave in files ``*.prom``.

Each file stands for itself: one that cannot be read, or is no page in the text format 0.0.4, costs its own metrics
only. A file is read again when it changed.
"""

from __future__ import annotations

from exporterhub.node import textfiles
from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.flags import many
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Metric, Table, head, labels

MTIME = Metric("node_textfile_mtime_seconds", "gauge", "Unixtime mtime of textfiles successfully read.")
ERROR = Metric("node_textfile_scrape_error", "gauge", "1 if there was an error opening or reading a file, 0 otherwise")
WHICH = Metric(
    "node_textfile_file_error", "gauge", "1 for each textfile or directory that was not read, or not in whole."
)


class Collector(Base):
    """Reads the directories of ``--collector.textfile.directory``."""

    flags = (
        many(
            "collector.textfile.directory",
            "Directory to read text files with metrics from, supports glob matching. (repeatable)",
        ),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._folders = [folder for folder in context.options.many("collector.textfile.directory") if folder]
        self._files: dict[str, textfiles.File] = {}
        self._page = textfiles.NOTHING
        self._signature: object = None
        self._mtimes, self._errors = Table(MTIME), Table(WHICH)
        self._told: frozenset[tuple[str, str]] = frozenset()

    def page(self) -> bytes:
        """The families of all files, when each was written, and whether any was not read."""
        folders, files = textfiles.find(self._folders)
        self._files = {path: textfiles.fresh(self._files.get(path), path) for path in files}
        signature = [(path, file.signature) for path, file in self._files.items()]
        if signature != self._signature:
            self._page = textfiles.merge(self._files)
            self._signature = signature
        problems = {**folders, **self._page.problems}
        self._tell(problems)
        return b"".join((self._page.text, self._times(), self._which(problems), _error(bool(problems))))

    def _times(self) -> bytes:
        good = [file for file in self._files.values() if file.mtime is not None]
        keys = [labels(file=file.path) for file in good]
        return self._mtimes.render(keys, [(int_text(file.mtime or 0),) for file in good])

    def _which(self, problems: dict[str, str]) -> bytes:
        """The files with problems; nothing as long as there are none, as in node_exporter."""
        return self._errors.render([labels(file=path) for path in problems], [(b"1",) for _ in problems])

    def _tell(self, problems: dict[str, str]) -> None:
        """Log each problem once, not at every scrape."""
        now = frozenset(problems.items())
        for path, problem in sorted(now - self._told):
            self.log.error("failed to collect textfile data", file=path, err=problem)
        self._told = now


def _error(any_problem: bool) -> bytes:
    return head(ERROR) + ERROR.name.encode() + (b" 1\n" if any_problem else b" 0\n")

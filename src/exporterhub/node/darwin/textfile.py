"""Metrics that other programs leave in files ``*.prom``."""

from __future__ import annotations

from exporterhub.node.collectors.textfile import Collector as Linux
from exporterhub.node.flags import many


class Collector(Linux):
    """As on Linux."""

    flags = (
        many(
            "collector.textfile.directory",
            "Directory to read text files with metrics from, supports glob matching. (repeatable)",
        ),
    )

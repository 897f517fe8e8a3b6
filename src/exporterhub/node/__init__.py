"""The host exporter: what a Linux host does, under the names, labels, types and flags of Prometheus' node_exporter.

::

    add_flags(parser)                   # --path.procfs, --collector.NAME, --web.listen-address ...
    run(parser.parse_args())            # serve until ended
    exporter(["cpu", "meminfo"])        # a Source for exporterhub.toolkit.serve

A collector is one file of ``collectors/``: the folder is the registration. It reads files of ``/proc`` and ``/sys``,
parses them with functions that know of no file, and writes whole families in the text format. ``darwin/`` and
``windows/`` are the same for macOS and Windows, whose collectors ask psutil.
"""

from __future__ import annotations

from exporterhub.node.build import exporter
from exporterhub.node.collector import Collector, Context
from exporterhub.node.command import VERSION, add_flags, run
from exporterhub.node.flags import Flag, Options
from exporterhub.node.itself import COMPATIBLE
from exporterhub.node.paths import Paths
from exporterhub.node.registry import load, names

__all__ = [
    "COMPATIBLE",
    "VERSION",
    "Collector",
    "Context",
    "Flag",
    "Options",
    "Paths",
    "add_flags",
    "exporter",
    "load",
    "names",
    "run",
]

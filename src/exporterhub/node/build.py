"""The host exporter, put together from what the flags say."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from exporterhub.node import itself, registry
from exporterhub.node.collector import Context
from exporterhub.node.container import WARNING, container_without_root
from exporterhub.node.flags import Flag, Given, Options, switch, text
from exporterhub.node.paths import Paths
from exporterhub.node.source import Source
from exporterhub.toolkit import Runner, logs

__all__ = ["FLAGS", "enabled_by_default", "exporter"]

FLAGS: tuple[Flag, ...] = (
    text("path.procfs", "procfs mountpoint.", "/proc"),
    text("path.sysfs", "sysfs mountpoint.", "/sys"),
    text("path.rootfs", "rootfs mountpoint.", "/"),
    text("path.udev.data", "udev data path.", "/run/udev/data"),
    switch("web.disable-exporter-metrics", "Exclude metrics about the exporter itself (process_*, python_*)."),
    text("runtime.gomaxprocs", "taken for compatibility: this is no Go program", "1", hidden=True),
)

_LOG = logs.logger("node")


def enabled_by_default() -> list[tuple[str, bool]]:
    """Every collector and whether it is on unless said. Imports them all."""
    return [(name, registry.load(name).default) for name in registry.names()]


def exporter(enabled: Sequence[str], given: Mapping[str, Given] | None = None) -> Source:
    """The page of the collectors ``enabled``.

    Args:
        enabled: names of collectors.
        given: the flags that were given, by their names without dashes.

    Raises:
        BadInput: a flag has a value that cannot be used; the message names it.
    """
    options = Options(FLAGS, given)
    paths = Paths(
        options.text("path.procfs"),
        options.text("path.sysfs"),
        options.text("path.rootfs"),
        options.text("path.udev.data"),
    )
    classes = [registry.load(name) for name in enabled]
    for found in classes:
        options.add(found.flags)
    context = Context(paths, options, enabled)
    collectors = [found(context) for found in classes]
    disabled = [name for name in registry.names() if name not in enabled]
    return Source(Runner(collectors, namespace="node"), disabled=disabled, itself=_Itself(paths, options))


class _Itself:
    """What the page says of the exporter: most of it once and for all."""

    def __init__(self, paths: Paths, options: Options) -> None:
        why = container_without_root(paths)
        if why:
            _LOG.error(WARNING, reason=why)
        if os.geteuid() == 0:
            _LOG.warn("This runs as root, which no collector that is on by default needs. An ordinary user is enough.")
        self._costs = None if options.switch("web.disable-exporter-metrics") else itself.Costs()
        self._fixed = itself.blind(in_container=bool(why)) + itself.about(python=self._costs is not None)

    def __call__(self) -> bytes:
        return self._fixed if self._costs is None else self._costs.collect() + self._fixed

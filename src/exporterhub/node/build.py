"""The host exporter, put together from what the flags say."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from exporterhub.node import itself, registry
from exporterhub.node.about import About, AboutWindows
from exporterhub.node.collector import Context
from exporterhub.node.container import WARNING, container_without_root
from exporterhub.node.flags import Given, Options
from exporterhub.node.paths import Paths
from exporterhub.node.source import Source
from exporterhub.node.systems import LINUX, WINDOWS, System, system_of
from exporterhub.toolkit import Runner, logs

if TYPE_CHECKING:
    from exporterhub.node.reader import Reader

__all__ = ["enabled_by_default", "exporter"]

_LOG = logs.logger("node")


def enabled_by_default(system: System = LINUX) -> list[tuple[str, bool]]:
    """Every collector and whether it is on unless said. Imports them all."""
    return [(name, registry.load(name, system).default) for name in registry.names(system)]


def exporter(
    enabled: Sequence[str],
    given: Mapping[str, Given] | None = None,
    *,
    platform: str = sys.platform,
    reader: Reader | None = None,
) -> Source:
    """The page of the collectors ``enabled``.

    Args:
        enabled: names of collectors.
        given: the flags that were given, by their names without dashes.
        platform: the system whose collectors these are, as ``sys.platform`` names it.
        reader: what the collectors of macOS and Windows ask; psutil unless given.

    Raises:
        BadInput: a flag has a value that cannot be used; the message names it.
        Missing: the system is none that is known, or psutil is needed and not there.
    """
    system = system_of(platform)
    options = Options(system.flags, given)
    classes = [registry.load(name, system) for name in enabled]
    for found in classes:
        options.add(found.flags)
    paths = _paths(options, system)
    asked = None if system is LINUX else reader or _psutil()
    context = Context(paths, options, enabled, asked)
    about = _Itself(paths, options) if asked is None else _ItselfAsked(system, options, asked)
    runner = Runner([found(context) for found in classes], namespace=system.metrics)
    disabled = [name for name in registry.names(system) if name not in enabled]
    outcome = AboutWindows() if system is WINDOWS else About()
    return Source(runner, disabled=disabled, itself=about, about=outcome)


def _psutil() -> Reader:
    from exporterhub.node.reader import open_reader

    return open_reader()


def _paths(options: Options, system: System) -> Paths:
    """As far as the system has such flags."""
    there = {flag.name for flag in system.flags}
    flags = {"procfs": "path.procfs", "sysfs": "path.sysfs", "rootfs": "path.rootfs", "udev": "path.udev.data"}
    return Paths(**{field: options.text(flag) for field, flag in flags.items() if flag in there})


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


class _ItselfAsked:
    """The same where psutil is asked."""

    def __init__(self, system: System, options: Options, reader: Reader) -> None:
        self._costs = None if options.switch("web.disable-exporter-metrics") else itself.AskedCosts(reader)
        self._fixed = itself.about(python=self._costs is not None, system=system)

    def __call__(self) -> bytes:
        return self._fixed if self._costs is None else self._costs.collect() + self._fixed

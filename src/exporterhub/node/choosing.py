"""Flags that choose interfaces, disks and mounts: the same on each system, and read without what only Linux has.

A collector that uses them gets those of its own name (see ``elsewhere``).
"""

from __future__ import annotations

from exporterhub.node.filters import Filter
from exporterhub.node.flags import Flag, Options, switch, text

NETDEV_FLAGS = (
    text(
        "collector.netdev.device-include",
        "Regexp of net devices to include (mutually exclusive to device-exclude).",
    ),
    text("collector.netdev.device-whitelist", "DEPRECATED: Use collector.netdev.device-include", hidden=True),
    text(
        "collector.netdev.device-exclude",
        "Regexp of net devices to exclude (mutually exclusive to device-include).",
    ),
    text("collector.netdev.device-blacklist", "DEPRECATED: Use collector.netdev.device-exclude", hidden=True),
    switch("collector.netdev.address-info", "Collect address-info for every device"),
    switch(
        "collector.netdev.enable-detailed-metrics",
        "Use (incompatible) metric names that provide more detailed stats on Linux",
    ),
)
"""Those that every system has."""


def netdev_filter(options: Options) -> Filter:
    """The interfaces that the flags want."""
    return options.filter(
        "collector.netdev.device-exclude",
        "collector.netdev.device-include",
        old_exclude="collector.netdev.device-blacklist",
        old_include="collector.netdev.device-whitelist",
    )


def diskstats_flags(exclude: str = "") -> tuple[Flag, ...]:
    """The flags that choose devices; ``exclude`` is what is left out unless they are given."""
    return (
        text(
            "collector.diskstats.device-exclude",
            "Regexp of diskstats devices to exclude (mutually exclusive to device-include).",
            exclude,
        ),
        text(
            "collector.diskstats.ignored-devices",
            "DEPRECATED: Use collector.diskstats.device-exclude",
            hidden=True,
        ),
        text(
            "collector.diskstats.device-include",
            "Regexp of diskstats devices to include (mutually exclusive to device-exclude).",
        ),
    )


def diskstats_filter(options: Options) -> Filter:
    """The devices that those flags want."""
    return options.filter(
        "collector.diskstats.device-exclude",
        "collector.diskstats.device-include",
        old_exclude="collector.diskstats.ignored-devices",
    )


def filesystem_flags(mount_points: str, fs_types: str) -> tuple[Flag, ...]:
    """The flags that choose mounts; the two expressions are what is left out unless they are given."""
    return (
        text(
            "collector.filesystem.mount-points-exclude",
            "Regexp of mount points to exclude for filesystem collector. (mutually exclusive to mount-points-include)",
            mount_points,
        ),
        text(
            "collector.filesystem.ignored-mount-points",
            "Regexp of mount points to ignore for filesystem collector.",
            hidden=True,
        ),
        text(
            "collector.filesystem.mount-points-include",
            "Regexp of mount points to include for filesystem collector. (mutually exclusive to mount-points-exclude)",
        ),
        text(
            "collector.filesystem.fs-types-exclude",
            "Regexp of filesystem types to exclude for filesystem collector. (mutually exclusive to fs-types-include)",
            fs_types,
        ),
        text(
            "collector.filesystem.ignored-fs-types",
            "Regexp of filesystem types to ignore for filesystem collector.",
            hidden=True,
        ),
        text(
            "collector.filesystem.fs-types-include",
            "Regexp of filesystem types to include for filesystem collector. (mutually exclusive to fs-types-exclude)",
        ),
    )


def filesystem_filters(options: Options) -> tuple[Filter, Filter]:
    """By mount point, and by type, as those flags say."""
    points = options.filter(
        "collector.filesystem.mount-points-exclude",
        "collector.filesystem.mount-points-include",
        old_exclude="collector.filesystem.ignored-mount-points",
    )
    types = options.filter(
        "collector.filesystem.fs-types-exclude",
        "collector.filesystem.fs-types-include",
        old_exclude="collector.filesystem.ignored-fs-types",
    )
    return points, types

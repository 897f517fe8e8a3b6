"""A few figures of a host, from the families of node_exporter."""

from __future__ import annotations

from exporterhub.hub.host.families import Families
from exporterhub.hub.host.models import Filesystem, HostSummary, Memory, NetworkDevice

__all__ = ["summarise"]

_IN_MEMORY = {"tmpfs", "ramfs", "devtmpfs", "efivarfs", "squashfs", "fuse.lxcfs"}
"""Filesystems that are no place to keep things, or are always full."""


def summarise(families: Families) -> HostSummary:
    """The summary; a figure whose families are not there is left out."""
    loads = [families.value(f"node_load{minutes}") for minutes in (1, 5, 15)]
    cpus = {labels for labels in families.by("node_cpu_seconds_total", "cpu") if labels[0]}
    return HostSummary(
        hostname=families.label("node_uname_info", "nodename"),
        system=families.label("node_os_info", "pretty_name"),
        kernel=" ".join(filter(None, (families.label("node_uname_info", name) for name in ("sysname", "release")))),
        uptime_seconds=_uptime(families),
        load=[load for load in loads if load is not None],
        cpus=len(cpus) or None,
        memory=_memory(families),
        filesystems=_filesystems(families),
        container=families.value("exporterhub_node_filesystems_of_container") == 1,
        network=_network(families),
    )


def _uptime(families: Families) -> float | None:
    now, boot = families.value("node_time_seconds"), families.value("node_boot_time_seconds")
    return max(0.0, now - boot) if now is not None and boot is not None else None


def _memory(families: Families) -> Memory | None:
    total, available = (families.value(f"node_memory_Mem{name}_bytes") for name in ("Total", "Available"))
    if not total or available is None:
        return None
    return Memory(total_bytes=total, used_bytes=max(0.0, total - available))


def _filesystems(families: Families) -> list[Filesystem]:
    """By mount point; of a device that is mounted several times (bind mounts) the shortest one."""
    sizes = families.by("node_filesystem_size_bytes", "mountpoint", "device", "fstype")
    free = families.by("node_filesystem_free_bytes", "mountpoint", "device", "fstype")
    available = families.by("node_filesystem_avail_bytes", "mountpoint", "device", "fstype")
    found: dict[str, Filesystem] = {}
    for key in sorted(sizes.keys() & free.keys() & available.keys(), key=lambda key: (len(key[0]), key)):
        mountpoint, device, kind = key
        if kind in _IN_MEMORY or sizes[key] <= 0:
            continue
        found.setdefault(
            device if "/" in device else mountpoint,  # every overlay's device is called "overlay"
            Filesystem(
                mountpoint=mountpoint,
                device=device,
                type=kind,
                size_bytes=sizes[key],
                used_bytes=max(0.0, sizes[key] - free[key]),
                available_bytes=available[key],
            ),
        )
    return sorted(found.values(), key=lambda filesystem: filesystem.mountpoint)


def _network(families: Families) -> list[NetworkDevice]:
    """The busiest first. No sum: what passes a bridge passes its members too."""
    received = families.by("node_network_receive_bytes_total", "device")
    sent = families.by("node_network_transmit_bytes_total", "device")
    devices = [
        NetworkDevice(device=key[0], received_bytes=received[key], sent_bytes=sent[key])
        for key in received.keys() & sent.keys()
        if key[0] != "lo" and received[key] + sent[key] > 0
    ]
    return sorted(devices, key=lambda device: (-device.received_bytes - device.sent_bytes, device.device))

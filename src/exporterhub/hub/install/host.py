"""What of the host the exporter is given, read from the entry's facts and fitted to the choices."""

from __future__ import annotations

from typing import NamedTuple

from exporterhub.catalog.models import Host
from exporterhub.hub.install.subject import Subject

__all__ = ["Mount", "access_to", "below", "device_files", "in_container_as_root", "mounts", "needs", "on_each_node"]


class Mount(NamedTuple):
    """One path of the host, where it is seen, and whether what is mounted below it later is seen too."""

    source: str
    target: str
    slave: bool

    def __str__(self) -> str:
        return f"{self.source}:{self.target}:ro{',rslave' if self.slave else ''}"


def needs(subject: Subject) -> Host:
    """The entry's facts, without what concerns this machine where a scrape names a target that is elsewhere."""
    host = subject.exporter.install.host
    about_here = host.devices or host.mounts or host.gpus or host.user
    if about_here and subject.multi_target and not subject.local:
        # Without files of this machine there are no file modes to pass over.
        kept = tuple(name for name in host.capabilities if not name.startswith("DAC_"))
        return Host(network=host.network, pid=host.pid, capabilities=kept, privileged=host.privileged)
    return host


def mounts(host: Host) -> tuple[Mount, ...]:
    """The mounts, each with its place in the container."""
    return tuple(_mount(text) for text in host.mounts)


def _mount(text: str) -> Mount:
    source, _, rest = text.partition(":")
    target, _, options = rest.partition(":")
    return Mount(source, target or source, "rslave" in options)


def access_to(device: str) -> tuple[str, str]:
    """A device or a group of them, and whether it is opened for reading (``r``) or also for writing (``rw``)."""
    name, _, access = device.partition(":")
    return name, access or "rw"


def device_files(host: Host) -> tuple[tuple[str, str], ...]:
    """The devices that a container can be given by name, with the access; a privileged one has them all."""
    return () if host.privileged else tuple(access_to(device) for device in host.devices if device.startswith("/"))


def in_container_as_root(host: Host) -> bool:
    """Whether the container runs as root: container engines hand capabilities to nobody else."""
    return host.user == "root" or host.privileged or bool(host.capabilities)


def on_each_node(host: Host) -> bool:
    """Whether it reports on the machine it runs on, so that every node of a cluster needs one."""
    return bool(host.network or host.pid or host.mounts or host.devices or host.gpus or host.privileged)


def below(path: str, *folders: str) -> bool:
    """Whether the path is one of the folders or lies in one."""
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)

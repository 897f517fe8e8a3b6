"""Is this a container, and would it mistake its own disks for the host's?"""

from __future__ import annotations

import os
from collections.abc import Mapping

from exporterhub.node.files import exists, try_read
from exporterhub.node.paths import Paths

__all__ = ["WARNING", "container_without_root"]

WARNING = (
    "This runs in a container without --path.rootfs: the filesystem metrics are those of the container, not of the"
    " host. Mount the host's root (docker run --volume /:/host:ro,rslave --pid host, or a hostPath volume) and give"
    " --path.rootfs=/host"
)

_MARKS = (".dockerenv", "run/.containerenv")  # Docker's and Podman's


def container_without_root(
    paths: Paths, *, root: str = "/", process: str = "/proc", environment: Mapping[str, str] = os.environ
) -> str:
    """What shows that this is a container, empty when it is none or ``--path.rootfs`` is given.

    Args:
        paths: what the flags say.
        root: the root of this process.
        process: this process's own ``/proc``.
        environment: its variables.
    """
    if paths.rootfs != "/":
        return ""
    for mark in _MARKS:
        if exists(f"{root.rstrip('/')}/{mark}"):
            return f"/{mark} exists"
    for variable in ("KUBERNETES_SERVICE_HOST", "container"):  # the second is set by podman, LXC and systemd-nspawn
        if environment.get(variable):
            return f"the variable {variable} is set"
    groups = try_read(f"{process}/1/cgroup") or b""
    for runtime in (b"/docker", b"/kubepods", b"/libpod", b"/lxc", b"containerd"):
        if runtime in groups:
            return f"PID 1 is in the control group {runtime.decode()}"
    return ""

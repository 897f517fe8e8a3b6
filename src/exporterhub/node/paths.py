"""Where the host's ``/proc``, ``/sys`` and root are. Nothing else in this package names such a path."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Paths"]


@dataclass(frozen=True, slots=True)
class Paths:
    """The four places of ``--path.procfs``, ``--path.sysfs``, ``--path.rootfs`` and ``--path.udev.data``."""

    procfs: str = "/proc"
    sysfs: str = "/sys"
    rootfs: str = "/"
    udev: str = "/run/udev/data"

    def proc(self, name: str) -> str:
        """A file of procfs."""
        return f"{self.procfs}/{name}"

    def sys(self, name: str) -> str:
        """A file of sysfs."""
        return f"{self.sysfs}/{name}"

    def root(self, path: str) -> str:
        """Where a path of the host (``/``, ``/boot``) is for this process."""
        return path if self.rootfs == "/" else self.rootfs.rstrip("/") + path

    def host(self, path: str) -> str:
        """What a path of this process is on the host: ``/host/boot`` under the root ``/host`` is ``/boot``."""
        prefix = self.rootfs.rstrip("/")
        if not prefix or not (path == prefix or path.startswith(prefix + "/")):
            return path
        return path[len(prefix) :] or "/"

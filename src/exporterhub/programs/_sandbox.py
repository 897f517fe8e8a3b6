"""Sandboxes made by bubblewrap, without root.

A lab is one *outer* sandbox: user, PID and network namespaces of its own, the host's files, loopback only. When its
first process ends, the kernel ends everything in it, daemons that left their session included. In it, each program
runs in an *inner* sandbox on its own root, as user 1000, and can write to its own folders only.
"""

from __future__ import annotations

import functools
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exporterhub.errors import ExporterHubError, Missing
from exporterhub.programs._root import debian_root

_REMEDY = (
    "allow user namespaces: sysctl user.max_user_namespaces=15000, on Debian kernel.unprivileged_userns_clone=1, "
    "on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0"
)


@dataclass(frozen=True)
class Inner:
    """What one program sees.

    ``writable`` maps a path in the sandbox to a folder of the host that the program may write to; ``readable`` the
    same, read-only. ``environment`` is all the environment there is, besides PATH, HOME and LANG.
    """

    root: Path
    writable: Mapping[str, Path] = field(default_factory=dict)
    readable: Mapping[str, Path] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: str = "/"


@functools.cache
def bubblewrap() -> tuple[str, ...]:
    """The command that is bubblewrap: the system's, or Debian's unpacked and started through its own loader.

    Raises:
        Missing: neither can be had.
    """
    found = shutil.which("bwrap")
    if found:
        return (found,)
    root = debian_root(["bubblewrap"], "bookworm").path
    loaders = {"x86_64": "lib64/ld-linux-x86-64.so.2", "aarch64": "lib/ld-linux-aarch64.so.1"}
    loader = loaders.get(platform.machine())
    if loader is None:
        raise Missing("bubblewrap is not here", remedy="install the package bubblewrap")
    libraries = root / "usr" / "lib" / f"{platform.machine()}-linux-gnu"
    return (str(root / loader), "--library-path", str(libraries), str(root / "usr/bin/bwrap"))


@functools.cache
def sandbox_unavailable() -> str:
    """Why no sandbox can be made here and what to enable, in words; empty where one can."""
    try:
        command = outer_command(["true"])
    except ExporterHubError as error:
        return str(error)
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return ""
    return f"this kernel does not let bubblewrap make a sandbox ({result.stderr.strip()[:200]}); {_REMEDY}"


def outer_command(argv: Sequence[str], *, scratch: Path | None = None) -> list[str]:
    """The command that runs ``argv`` in a namespace of its own, on the host's files; all of it ends with its parent.

    ``scratch`` is a folder that shows an empty file system in memory, gone with the sandbox.
    """
    command = [
        *bubblewrap(),
        "--unshare-user",
        "--unshare-net",
        "--unshare-pid",
        "--unshare-ipc",
        "--die-with-parent",
    ]
    command += ["--uid", "0", "--gid", "0", "--cap-add", "ALL", "--dev-bind", "/", "/"]
    if scratch is not None:
        command += ["--tmpfs", str(scratch)]
    return [*command, "--", "/bin/sh", "-c", _ENTER, "sh", *argv]


def inner_command(inner: Inner, argv: Sequence[str], *, network: bool = True) -> list[str]:
    """The command that runs ``argv`` on a program's own root. ``network`` shares the network of whoever starts it."""
    command = [
        *bubblewrap(),
        "--unshare-user",
        "--uid",
        "1000",
        "--gid",
        "1000",
        "--unshare-pid",
        "--unshare-uts",
    ]
    command += ["--hostname", "lab", "--die-with-parent", "--new-session"]
    if not network:
        command.append("--unshare-net")
    command += ["--ro-bind", str(inner.root / "usr"), "/usr", "--ro-bind", str(inner.root / "opt"), "/opt"]
    command += ["--ro-bind", str(inner.root / "etc"), "/etc", "--ro-bind", str(inner.root / "var"), "/var"]
    for name in ("bin", "sbin", "lib", "lib64"):
        command += ["--symlink", f"usr/{name}", f"/{name}"]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/run"]  # noqa: S108 - the sandbox's own
    for place, folder in inner.readable.items():
        command += ["--ro-bind", str(folder), place]
    for place, folder in inner.writable.items():
        command += ["--bind", str(folder), place]
    command += ["--chdir", inner.directory, "--clearenv"]
    environment = {"PATH": PATH, "HOME": inner.directory, "LANG": "C.UTF-8", **inner.environment}
    for key, value in environment.items():
        command += ["--setenv", key, value]
    return [*command, "--", *argv]


# bubblewrap's own --proc covers parts of /proc when root runs it, and then the kernel refuses /proc to every sandbox
# inside (mount_too_revealing in fs/namespace.c); a plain mount has nothing covered. ICMP echo sockets are open to no
# group in a new network namespace (icmp(7), ping_group_range), ports below 1024 to root only
# (ip_unprivileged_port_start): a prober and services on their default ports need them.
_ENTER = (
    "mount -t proc proc /proc && { echo '0 0' >/proc/sys/net/ipv4/ping_group_range || :; } && "
    '{ echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start || :; } && exec "$@"'
)

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

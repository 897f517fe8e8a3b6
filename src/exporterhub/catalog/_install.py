"""The ways to get an exporter, and what of the host it needs: ``install`` of ``exporter.yaml``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

__all__ = [
    "Binary",
    "BuiltIn",
    "Container",
    "Debian",
    "Helm",
    "Host",
    "Install",
    "Manual",
    "Model",
    "PyPI",
    "Text",
]

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
# What of the host is shown to a container, as Docker writes it; there is no way to write what could be changed.
Mount = Annotated[str, StringConstraints(pattern=r"^/[^:\s]*(:/[^:\s]*(:ro(,rslave)?)?)?$")]
# capabilities(7)
Capability = Literal[
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
]
Protocol = Annotated[str, StringConstraints(pattern=r"^[0-9]+(/(tcp|udp))?$")]


class Model(BaseModel):
    """Strict and immutable: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Binary(Model):
    """A release asset of the repository. ``{version}``, ``{os}``, ``{arch}`` are filled in.

    ``os`` and ``arch`` say what the project calls them where that is not Go's name (``{amd64: x86_64}``);
    a processor for which it publishes nothing is ``none``.
    ``checksums`` is the asset that has the SHA-256 sums (``{asset}`` in it: one file per asset), ``none`` where the
    project publishes none, empty where that is not known. ``arguments`` are added to those that every form needs.
    """

    asset: Text
    checksums: str = ""
    executable: Text
    tag: str = "v{version}"
    os: dict[Literal["linux", "darwin", "windows", "freebsd"], Text] = {}
    arch: dict[Literal["amd64", "arm64"], Text] = {}
    arguments: tuple[Text, ...] = ()


class Container(Model):
    """A container image without its tag; ``tag`` says how the project tags a version.

    ``arguments`` (also ``NAME=value``) are added in the container only. ``listen`` replaces ``configure.listen``
    where the image is told in another way, and is empty where its port is fixed. ``ports`` are further ports that
    others send to (``9125/udp``). ``state`` is the folder in the image that it keeps things in; ``writable`` says that
    it also writes elsewhere in the image, so that this cannot be forbidden.
    """

    image: Text
    tag: str = "v{version}"
    arguments: tuple[Text, ...] = ()
    listen: str | None = None
    ports: tuple[Protocol, ...] = ()
    state: str = ""
    writable: bool = False


class Debian(Model):
    """A Debian package and the executable it puts on the path; ``state`` is the folder that it writes to."""

    package: Text
    executable: Text
    service: str = ""
    state: str = ""


class Helm(Model):
    """A chart of a Helm repository: ``prometheus-community`` or the repository's URL.

    ``only``: it needs rights in the cluster that the chart grants, so that its image alone is of no use.
    """

    repository: Text
    chart: Text
    only: bool = False


class PyPI(Model):
    """A package of the Python Package Index and the executable it installs."""

    package: Text
    executable: str = ""


class Host(Model):
    """What the exporter needs of the machine it runs on. A container, a Pod and a unit are given this and no more.

    ``network`` and ``pid``: the host's and not its own. ``mounts`` are shown read-only: ``/path``, or
    ``/path:/in/the/container:ro,rslave``. ``devices`` are ``/dev/...``, or a group of them as in /proc/devices
    (``block-sd``), which only a unit can be given by that name; ``:r`` behind it where reading is enough.
    ``capabilities`` are written without ``CAP_``. ``user: root`` only where nothing less will do; ``group`` is a
    group of the host whose members do not need root: a unit joins it, a container, where groups are numbers, runs as
    root. ``privileged`` is about containers, where the rest cannot say it. ``what`` says what all this is for, and
    what works without.
    """

    network: bool = False
    pid: bool = False
    mounts: tuple[Mount, ...] = ()
    devices: tuple[Text, ...] = ()
    gpus: bool = False
    capabilities: tuple[Capability, ...] = ()
    user: Literal["root"] | None = None
    group: str = ""
    privileged: bool = False
    what: str = ""


class Manual(Model):
    """Steps of its own, for what is neither a container nor a service of Linux: a Windows installer, a Java agent.

    ``{version}``, ``{listen}``, ``{host}`` and ``{port}`` (the exporter's) are filled in.
    """

    label: Text
    steps: Text
    language: Literal["sh", "powershell"] = "sh"


class BuiltIn(Model):
    """The technology serves the metrics itself. ``enable`` is what turns that on, as shell commands or settings."""

    enable: Text
    language: Literal["sh", "ini", "yaml", "conf"] = "sh"


class Install(Model):
    """The ways to get the exporter. At least one, except for an entry that is only listed."""

    binary: Binary | None = None
    container: Container | None = None
    debian: Debian | None = None
    helm: Helm | None = None
    pypi: PyPI | None = None
    manual: Manual | None = None
    builtin: BuiltIn | None = None
    host: Host = Host()

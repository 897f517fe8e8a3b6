"""What the files of an entry hold. These models are the schema; the JSON Schema for editors is made from them.

An entry is a folder ``catalog/<slug>/``; the models here describe its ``exporter.yaml``, ``lab.yaml`` and
``evidence.yaml``. Keys that no model knows are refused, so that a misspelt key is found and not ignored.
"""

# ruff: noqa: RUF012 - pydantic copies mutable defaults

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from exporterhub.catalog._install import (
    Binary,
    BuiltIn,
    Container,
    Debian,
    Helm,
    Host,
    Install,
    Manual,
    Model,
    PyPI,
    Text,
)
from exporterhub.catalog._lab import (
    Fault,
    Lab,
    Load,
    Network,
    Port,
    Program,
    Prove,
    ProveJob,
    Proxy,
    Ready,
    Run,
    Scrape,
)

__all__ = [
    "Argument",
    "Binary",
    "BuiltIn",
    "Category",
    "Configure",
    "Container",
    "Debian",
    "Discover",
    "Evidence",
    "Exporter",
    "Fault",
    "Fingerprint",
    "Fired",
    "Helm",
    "Host",
    "Install",
    "Kind",
    "Lab",
    "Load",
    "Maintainer",
    "Manual",
    "Model",
    "Network",
    "Process",
    "Program",
    "Prove",
    "ProveJob",
    "Proxy",
    "PyPI",
    "Quiet",
    "Ready",
    "RuleEvidence",
    "Run",
    "Scrape",
    "Secret",
    "Setting",
    "Shipped",
    "Source",
    "Target",
    "Tier",
]

Kind = Literal["exporter", "built-in", "library", "gateway", "server"]
Maintainer = Literal["prometheus", "vendor", "community"]
Tier = Literal["listed", "covered", "verified", "proven"]
Status = Literal["maintained", "archived", "unknown"]
Category = Literal[
    "APIs",
    "Blockchain",
    "Databases",
    "FinOps",
    "HPC & data processing",
    "HTTP",
    "Hardware",
    "IoT",
    "Issue trackers & CI",
    "Kubernetes",
    "Libraries",
    "Logging",
    "Mail",
    "Media & games",
    "Messaging",
    "Miscellaneous",
    "Monitoring",
    "Network",
    "Security",
    "Storage",
    "Virtualization",
    "AI & ML",
]
HttpsOrNone = Annotated[str, StringConstraints(pattern=r"^(https://[^\s/]+\.\S+)?$")]
UrlPath = Annotated[str, StringConstraints(pattern=r"^/\S*$")]
SlugOrNone = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")]


# --- exporter.yaml -------------------------------------------------------------------------------------------------


class Target(Model):
    """How the exporter learns what to monitor: an environment variable, a flag, or a scrape parameter.

    ``value`` may hold ``{host}`` and ``{port}``; with ``parameter`` the exporter is a multi-target one and ``path`` is
    where it answers for a target. ``parameters`` are those that a scrape needs besides, each with a value that makes
    sense (``{module: if_mib}``).
    """

    env: str = ""
    flag: str = ""
    parameter: str = ""
    parameters: dict[Text, Text] = {}
    path: str = ""
    value: str = "{host}:{port}"
    default_port: Port | None = None


class Secret(Model):
    """A credential. It is handed over in a file or the environment, never as an argument.

    ``file_env`` names a variable and ``file_flag`` a flag that hold the name of a file; where there is one, the file
    is used and ``env`` is not. ``required``: it does not work without. ``instead_of`` names (by variable or flag) the
    credentials that this one replaces, so that it is not asked for together with them.
    """

    env: str = ""
    file_env: str = ""
    file_flag: str = ""
    required: bool = False
    instead_of: tuple[Text, ...] = ()
    what: str = ""


class Shipped(Model):
    """Where a form brings a file with it: its name in the release archive, its path in the image or the package."""

    binary: str = ""
    container: str = ""
    debian: str = ""


class Argument(Model):
    """What is always needed besides the listen address and the target: a subcommand, a user's name, a file.

    ``argument`` is shell words, or ``NAME=value`` for a variable. ``{file}`` in it is the path of ``file``, which
    ``shipped`` brings or whose smallest contents that work are the ``example``; ``{state}`` is the folder that the
    exporter may write to; ``{host}`` and ``{port}`` are the target's. ``what`` says what to put there.
    """

    argument: Text
    file: str = ""
    shipped: Shipped = Shipped()
    example: str = ""
    what: str = ""


class Setting(Model):
    """A flag or variable worth knowing: what it does and when to set it."""

    flag: str = ""
    env: str = ""
    default: str = ""
    what: Text


class Configure(Model):
    """How the exporter is told where to listen and what to monitor."""

    listen: str = ""
    arguments: tuple[Argument, ...] = ()
    target: Target | None = None
    secrets: tuple[Secret, ...] = ()
    settings: tuple[Setting, ...] = ()


class Process(Model):
    """A process whose name says too little (``java``, ``beam.smp``): ``argument`` is part of its command line."""

    process: Text
    argument: Text


class Discover(Model):
    """What gives the technology away on a host: process names, ports it listens on, container images."""

    processes: tuple[Text | Process, ...] = ()
    ports: tuple[Port, ...] = ()
    images: tuple[str, ...] = ()


class Fingerprint(Model):
    """What gives the exporter away on a page.

    ``version_label`` is the label of ``build_info`` that holds the version. ``build_info_old`` lists earlier names.
    """

    up: str = ""
    build_info: str = ""
    build_info_old: tuple[str, ...] = ()
    version_label: str = "version"
    prefixes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()


class Source(Model):
    """Where a fact of this entry was read, and when: a document's title or a repository's file, no address needed."""

    fact: Text
    where: Text
    checked: str = ""


class Exporter(Model):
    """``exporter.yaml``: the facts of an entry. ``repository`` is empty only where the project has no public one."""

    name: Text
    technology: Text
    summary: Text
    category: Category
    kind: Kind
    maintainer: Maintainer
    repository: HttpsOrNone
    documentation: HttpsOrNone = ""
    license: str = ""
    language: str = ""
    port: Port | None = None
    path: UrlPath = "/metrics"
    icon: str = ""
    aliases: tuple[str, ...] = ()
    status: Status = "unknown"
    successor: SlugOrNone = ""
    install: Install = Install()
    configure: Configure = Configure()
    discover: Discover = Discover()
    fingerprint: Fingerprint = Fingerprint()
    sources: tuple[Source, ...] = ()


# --- evidence.yaml -------------------------------------------------------------------------------------------------


class Quiet(Model):
    """An alert that kept quiet for ``seconds`` on the healthy service of which ``recording`` was taken."""

    recording: Text
    seconds: float


class Fired(Model):
    """An alert that fired ``seconds`` after a fault began, and resolved ``resolved`` seconds after it ended."""

    fault: Text
    recording: Text
    seconds: float
    resolved: float


class RuleEvidence(Model):
    """What was seen of one rule or panel. ``hash`` is of the rule as read; evidence of another hash is stale.

    ``resolves``, ``missing`` and ``noisy`` name recordings: those that have all that the query reads, those that lack
    some of it, and those taken from a healthy service on which the alert was pending or firing. ``quiet`` and ``fired``
    are what the lab saw, ``tests`` what the unit tests that pass show of it: ``fires``, ``quiet``, ``resolves``.
    ``data`` are the recordings of the runs in which a panel showed data.
    """

    hash: Text
    resolves: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    noisy: tuple[str, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    fired: tuple[Fired, ...] = ()
    tests: tuple[Literal["fires", "quiet", "resolves"], ...] = ()
    data: tuple[str, ...] = ()


class Evidence(Model):
    """``evidence.yaml``: written by programs only.

    ``recordings`` maps each recording's name to its SHA-256 when it was checked, ``rules`` an alert's or recording
    rule's name to what was seen of it (``group/name`` where two rules share a name), ``panels`` a panel's title.
    ``unit_tests`` is the SHA-256 of the file of unit tests when they passed.
    """

    recordings: dict[str, str] = {}
    unit_tests: str = ""
    rules: dict[str, RuleEvidence] = {}
    panels: dict[str, RuleEvidence] = {}

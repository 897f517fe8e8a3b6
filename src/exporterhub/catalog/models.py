"""What the files of an entry hold. These models are the schema; the JSON Schema for editors is made from them.

An entry is a folder ``catalog/<slug>/``; the models here describe its ``exporter.yaml``, ``lab.yaml`` and
``evidence.yaml``. Keys that no model knows are refused, so that a misspelt key is found and not ignored.
"""

# ruff: noqa: RUF012 - pydantic copies mutable defaults

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

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
    "Process",
    "Program",
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
Port = Annotated[int, Field(ge=1, le=65535)]
Suite = Literal["bookworm", "trixie", "sid"]
Https = Annotated[str, StringConstraints(pattern=r"^https://[^\s/]+\.\S+$")]
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
    """``exporter.yaml``: the facts of an entry."""

    name: Text
    technology: Text
    summary: Text
    category: Category
    kind: Kind
    maintainer: Maintainer
    repository: Https
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


# --- lab.yaml ------------------------------------------------------------------------------------------------------


class Ready(Model):
    """What must hold before a program counts as ready; all that is named must hold.

    ``http`` answers 200; ``sample`` is a line that the page at ``http`` must have (``redis_up 1``: name and labels as
    exposed, value equal); ``families`` is the least number of families of that page. ``tcp`` accepts a connection on
    127.0.0.1. ``command`` ends with 0 inside the program's sandbox. ``log`` is a regular expression its output matches.
    """

    tcp: Port | None = None
    http: str = ""
    sample: tuple[str, ...] = ()
    families: int = 0
    command: str = ""
    log: str = ""
    seconds: float = 30.0


class Program(Model):
    """One program of the lab, on a root of its own made of ``packages`` and what they depend on.

    It runs as user 1000 (``lab``) in the folder ``/lab/<program>``, which is its home; ``/lab`` is shared by all
    programs of the lab, ``/etc`` and ``/var`` are copies of its own. ``version_of`` is the package whose version is
    the program's (the first of ``packages`` unless said). ``files`` are written before it starts, relative names into
    its folder. ``prepare`` and ``run`` are shell lines; ``{flags}`` in them and in ``env`` stands for the flags of
    the run. A program without ``run`` is there for the load only. ``sysfs`` shows it the machine's ``/sys``.
    """

    packages: tuple[Text, ...]
    version_of: str = ""
    files: dict[str, str] = {}
    env: dict[str, str] = {}
    prepare: str = ""
    run: str = ""
    ready: Ready = Ready()
    sysfs: bool = False


class Load(Model):
    """Ordinary work for the service, so that counters are not zero: a shell line run in a program's sandbox.

    ``background`` does not wait for its end.
    """

    program: Text
    run: Text
    background: bool = False


class Scrape(Model):
    """One page to record: its URL in the lab, and the name it adds to the run's (empty for the main page)."""

    url: Text
    name: str = ""
    accept: str = ""


class Run(Model):
    """One way to run the lab. What a program or a ``flags`` key does not say is taken from the lab.

    ``suites`` names the Debian suite of each program (``{redis: trixie, exporter: sid}``; a single word means all).
    ``programs`` replaces parts of programs (an other ``run``, other ``files``) for this run, or adds programs.
    ``scrapes`` replaces the lab's.
    """

    name: Text
    suites: Suite | dict[str, Suite]
    what: str = ""
    flags: str = ""
    programs: dict[str, dict[str, object]] = {}
    load: tuple[Load, ...] | None = None
    scrapes: tuple[Scrape, ...] | None = None


class Lab(Model):
    """``lab.yaml``: how to run the exporter and what it monitors for real, and which pages to record.

    ``exporter`` and ``target`` name programs: the one whose version a recording carries, and the one it monitors (the
    same for a built-in endpoint; empty for an exporter of the host). Programs start in the order given.
    ``settle`` is the number of seconds between the load and the scrape. ``redact`` maps a family to the labels whose
    values would describe the machine that the lab ran on; they are recorded as ``redacted``.
    """

    exporter: Text
    target: str = ""
    programs: dict[str, Program]
    load: tuple[Load, ...] = ()
    scrapes: tuple[Scrape, ...]
    settle: float = 2.0
    redact: dict[str, tuple[str, ...]] = {}
    runs: tuple[Run, ...]


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
    """

    hash: Text
    resolves: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    noisy: tuple[str, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    fired: tuple[Fired, ...] = ()
    tests: tuple[Literal["fires", "quiet", "resolves"], ...] = ()


class Evidence(Model):
    """``evidence.yaml``: written by programs only.

    ``recordings`` maps each recording's name to its SHA-256 when it was checked, ``rules`` an alert's or recording
    rule's name to what was seen of it (``group/name`` where two rules share a name), ``panels`` a panel's title.
    """

    recordings: dict[str, str] = {}
    rules: dict[str, RuleEvidence] = {}
    panels: dict[str, RuleEvidence] = {}

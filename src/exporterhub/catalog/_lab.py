"""What ``lab.yaml`` holds: programs to run for real, pages to record, faults to make."""

# ruff: noqa: RUF012 - pydantic copies mutable defaults

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from exporterhub.catalog._install import Model, Text

__all__ = [
    "Fault",
    "Lab",
    "Load",
    "Network",
    "Port",
    "Program",
    "Prove",
    "ProveJob",
    "Proxy",
    "Ready",
    "Run",
    "Scrape",
    "Suite",
]

Port = Annotated[int, Field(ge=1, le=65535)]
Suite = Literal["bookworm", "trixie", "sid"]


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

    ``python: exporterhub`` puts this very ExporterHub on its path, as the command ``exporterhub``, with the Python and
    the packages that it runs with here; its version is then the program's. ``packages`` are there beside it.
    """

    packages: tuple[Text, ...]
    version_of: str = ""
    files: dict[str, str] = {}
    env: dict[str, str] = {}
    prepare: str = ""
    run: str = ""
    ready: Ready = Ready()
    sysfs: bool = False
    python: Literal["", "exporterhub"] = ""


class Load(Model):
    """Ordinary work for the service, so that counters are not zero: a shell line run in a program's sandbox.

    ``background`` does not wait for its end. With ``repeat`` it is also done again and again, a second apart, while
    alerts are proven: the ordinary load on which they must keep quiet. ``only`` says where it is done: when pages are
    recorded, when alerts are proven, or (unless said) both times.
    """

    program: Text
    run: Text
    background: bool = False
    repeat: bool = False
    only: Literal["", "record", "prove"] = ""


class Proxy(Model):
    """A TCP proxy that stands between two programs while alerts are proven: it listens on 127.0.0.1:``listen``.

    It passes everything on to 127.0.0.1:``to``, and a fault tells it to be slow, to cut or to refuse connections.
    """

    listen: Port
    to: Port


class Network(Model):
    """What a fault does to the proxy ``proxy``: ``delay`` seconds per direction and piece, ``cut`` what is open and
    refuse what comes, or ``hang``: accept and say nothing."""

    proxy: Text
    delay: float = 0.0
    cut: bool = False
    hang: bool = False


class Fault(Model):
    """Something that goes wrong for real, and the alerts it must raise. ``what`` says in words what happened, so that
    "4 s after ..." can be put before it: "redis was stopped".

    ``stop`` names programs that are killed and started again afterwards (on the data they left), ``freeze`` programs
    that get SIGSTOP and then SIGCONT; ``run`` are shell lines that break something and ``undo`` those that mend it
    (``repeat``: again and again while the fault lasts), ``network`` what happens to a proxy. Every alert of ``alerts``
    must fire within ``seconds`` of the fault's beginning and resolve within as many of its end; those of ``may`` are
    consequences that may fire too. Any other alert that fires is a finding. ``runs`` names the runs the fault applies
    to; all unless said.
    """

    name: Text
    what: str = ""
    runs: tuple[Text, ...] = ()
    stop: tuple[Text, ...] = ()
    freeze: tuple[Text, ...] = ()
    run: tuple[Load, ...] = ()
    undo: tuple[Load, ...] = ()
    network: tuple[Network, ...] = ()
    alerts: tuple[Text, ...]
    may: tuple[Text, ...] = ()
    seconds: float = 60.0


class ProveJob(Model):
    """How Prometheus scrapes the lab while alerts are proven: the addresses of pages and the labels they get.

    ``instance`` is the ``target`` parameter of an address where it has one, as a multi-target exporter's is relabelled.
    """

    name: Text
    urls: tuple[Text, ...]
    labels: dict[str, str] = {}
    honor_labels: bool = False


class Prove(Model):
    """How the entry's alerts are proven.

    ``runs`` names the runs, ``jobs`` what Prometheus scrapes there (the run's own pages unless said). ``programs``
    replaces parts of programs as a run does, such as an address behind one of the ``proxies``. ``seconds`` is how long
    the healthy service is watched, ``interval`` the seconds between scrapes (and how long a scrape may take).
    """

    runs: tuple[Text, ...]
    jobs: tuple[ProveJob, ...] = ()
    programs: dict[str, dict[str, object]] = {}
    proxies: dict[str, Proxy] = {}
    faults: tuple[Fault, ...] = ()
    seconds: float = Field(default=60.0, ge=10.0)
    interval: float = Field(default=1.0, ge=1.0)


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
    values would describe the machine that the lab ran on; they are recorded as ``redacted``. ``prove`` says how the
    alerts are proven.
    """

    exporter: Text
    target: str = ""
    programs: dict[str, Program]
    load: tuple[Load, ...] = ()
    scrapes: tuple[Scrape, ...]
    settle: float = 2.0
    redact: dict[str, tuple[str, ...]] = {}
    runs: tuple[Run, ...]
    prove: Prove | None = None

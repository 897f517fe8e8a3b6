"""The flags of the command line, and what follows from them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from exporterhub import __version__
from exporterhub.errors import BadInput, Missing
from exporterhub.node import elsewhere, registry
from exporterhub.node.build import enabled_by_default, exporter
from exporterhub.node.flags import Flag, Given
from exporterhub.node.systems import LINUX, WINDOWS, System, system_of
from exporterhub.toolkit import flags as toolkit_flags
from exporterhub.toolkit import logs

__all__ = ["VERSION", "add_flags", "run", "version_of"]

_LOG = logs.logger("node")


def version_of(system: System) -> str:
    """What ``--version`` prints."""
    return f"exporterhub node {__version__} (metrics of {system.model} {system.version})"


VERSION = version_of(LINUX)


def add_flags(parser: argparse.ArgumentParser, platform: str = sys.platform) -> None:
    """The flags of the Go program for this system, those of each collector included.

    On a system that the exporter does not know the flags are those of Linux; ``run`` says what is wrong.
    """
    system = _system_or_linux(platform)
    parser.usage = f"{parser.prog} [flags]"
    toolkit_flags.add_web_flags(parser, default_address=system.address, version=version_of(system))
    group = parser.add_argument_group("host")
    for flag in system.flags:
        _add(group, flag)
    toolkit_flags.add_collector_flags(parser, enabled_by_default(system))
    group = parser.add_argument_group("flags of collectors")
    if system is WINDOWS:
        _add_lists(group)
    for flag in _of_collectors(system):
        _add(group, flag)
    _refuse_others(group, system)


def _system_or_linux(platform: str) -> System:
    try:
        return system_of(platform)
    except Missing:
        return LINUX


def _add_lists(group: argparse._ActionsContainer) -> None:
    """windows_exporter's own way to choose collectors."""
    group.add_argument(
        "--collectors.enabled",
        metavar="NAMES",
        default=argparse.SUPPRESS,
        help="Comma-separated list of collectors to use. '[defaults]' stands for those that are on by default",
    )
    group.add_argument(
        "--collectors.disabled",
        metavar="NAMES",
        default=argparse.SUPPRESS,
        help="Comma-separated list of collectors to leave out",
    )


def _of_collectors(system: System) -> list[Flag]:
    return [flag for name in registry.names(system) for flag in registry.load(name, system).flags]


def _refuse_others(group: argparse._ActionsContainer, system: System) -> None:
    """Collectors that the Go program has and this one has not, and all that other systems have."""
    absent = {
        name: _Reason(
            f"{system.model}'s collector {name} is not here",
            f"leave --collector.{name} out, or run {system.model} beside this for that collector alone",
        )
        for name in system.not_here
    }
    for name, systems in elsewhere.collectors(system).items():
        absent[name] = _elsewhere(f"the collector {name}", f"--collector.{name}", systems, system)
    for name, reason in absent.items():
        group.add_argument(f"--collector.{name}", action=_Refuse, nargs=0, const=reason, help=argparse.SUPPRESS)
        group.add_argument(f"--no-collector.{name}", action=_Ignore, nargs=0, help=argparse.SUPPRESS)
    for name, systems in elsewhere.flags(system).items():
        reason = _elsewhere(f"--{name}", f"--{name}", systems, system)
        group.add_argument(f"--{name}", action=_Refuse, nargs="?", const=reason, help=argparse.SUPPRESS)
        group.add_argument(f"--no-{name}", action=_Ignore, nargs=0, help=argparse.SUPPRESS)


class _Reason(tuple[str, str]):
    """What is wrong, and the remedy."""

    __slots__ = ()

    def __new__(cls, message: str, remedy: str) -> _Reason:
        return super().__new__(cls, (message, remedy))


def _elsewhere(what: str, flag: str, systems: Sequence[System], here: System) -> _Reason:
    names = " and ".join(system.name for system in systems)
    return _Reason(f"{what} is for {names}; this is {here.name}", f"leave {flag} out")


class _Ignore(argparse.Action):
    """Switching off what is not there."""

    def __call__(self, *_: object) -> None:
        """Nothing to do."""


class _Refuse(argparse.Action):
    """Switching it on."""

    def __call__(self, *_: object) -> None:
        message, remedy = self.const
        raise BadInput(message, remedy=remedy)


def _add(group: argparse._ActionsContainer, flag: Flag) -> None:
    """``--name``; what was not given is not in the result, so that defaults stay with the collectors."""
    said = argparse.SUPPRESS if flag.hidden else flag.help.rstrip(".").replace("%", "%%") + _default(flag)
    if isinstance(flag.default, bool):
        group.add_argument(
            f"--{flag.name}",
            dest=flag.name,
            action=argparse.BooleanOptionalAction,
            default=argparse.SUPPRESS,
            help=said,
        )
    else:
        group.add_argument(
            f"--{flag.name}",
            dest=flag.name,
            metavar=_kind(flag),
            action="store" if isinstance(flag.default, str) else "append",
            default=argparse.SUPPRESS,
            help=said,
        )


def _kind(flag: Flag) -> str:
    """What stands for the value in the help."""
    if "egexp" in flag.help or "regular expression" in flag.help:
        return "REGEXP"
    return "DIR" if flag.name.startswith("path.") or flag.name.endswith(("directory", "directories")) else "VALUE"


def _default(flag: Flag) -> str:
    if not flag.default:
        return ""
    return " (on)" if flag.default is True else f" ({flag.default})".replace("%", "%%")


def given(args: argparse.Namespace, system: System = LINUX) -> dict[str, Given]:
    """The flags of the host and of collectors that stood on the command line."""
    names = {flag.name for flag in (*system.flags, *_of_collectors(system))}
    return {name: value for name, value in vars(args).items() if name in names}


def chosen(args: argparse.Namespace, system: System) -> list[str]:
    """The collectors that the flags leave on. Raises BadInput for a name in a list that is none."""
    defaults = enabled_by_default(system)
    listed = getattr(args, "collectors.enabled", None)
    if listed is not None:
        on = _listed(listed, "enabled", system)
        defaults = [(name, name in on) for name, _ in defaults]
    off = _listed(getattr(args, "collectors.disabled", ""), "disabled", system)
    return [name for name in toolkit_flags.chosen_collectors(args, defaults) if name not in off]


def _listed(text: str, which: str, system: System) -> frozenset[str]:
    usual = ",".join(name for name, on in enabled_by_default(system) if on)
    found = frozenset(name for name in text.replace("[defaults]", usual).split(",") if name)
    unknown = sorted(found.difference(registry.names(system), system.not_here if which == "disabled" else ()))
    if unknown:
        known = ", ".join(registry.names(system))
        absent = f"{system.model}'s collector {unknown[0]} is not here"
        raise BadInput(
            absent if unknown[0] in system.not_here else f"there is no collector {unknown[0]!r}",
            remedy=f"--collectors.{which} takes {known}",
        )
    return found


def run(args: argparse.Namespace, platform: str = sys.platform) -> int:
    """Serve until it is ended.

    Raises:
        BadInput: a flag says something wrong. Nothing has been served then.
        Missing: the system is none that the exporter knows, or psutil is needed and not there.
    """
    system = system_of(platform)
    toolkit_flags.setup_logs(args)
    enabled = chosen(args, system)
    options = toolkit_flags.web_options(
        args,
        name="Node Exporter" if system is not WINDOWS else "Windows Exporter",
        version=f"{__version__} (metrics of {system.model} {system.version})",
        description=f"What this host does, under the names of Prometheus' {system.model}",
    )
    _LOG.info("Starting exporterhub node", version=__version__, compatible_with=f"{system.model} {system.version}")
    source = exporter(enabled, given(args, system), platform=platform)
    registry.forget(enabled, system)
    _LOG.info("Enabled collectors", collectors=",".join(enabled))
    from exporterhub.toolkit import serve

    return serve(source, options)

"""The flags of the command line, and what follows from them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from exporterhub import __version__
from exporterhub.errors import BadInput, Missing
from exporterhub.node import registry
from exporterhub.node.build import FLAGS, enabled_by_default, exporter
from exporterhub.node.flags import Flag
from exporterhub.node.itself import COMPATIBLE
from exporterhub.node.text import words
from exporterhub.toolkit import flags as toolkit_flags
from exporterhub.toolkit import logs

__all__ = ["VERSION", "add_flags", "run"]

VERSION = f"exporterhub node {__version__} (metrics of node_exporter {COMPATIBLE})"
ADDRESS = ":9100"
NOT_HERE = words(
    "buddyinfo cgroups cpu_vulnerabilities drbd drm ethtool interrupts ksmd lnstat logind meminfo_numa mountstats"
    " network_route ntp pcidevice perf processes qdisc runit slabinfo softirqs supervisord swap sysctl systemd tcpstat"
    " wifi xfrm zoneinfo"
)
"""Collectors that node_exporter has for Linux, off unless switched on."""

_LOG = logs.logger("node")


def add_flags(parser: argparse.ArgumentParser) -> None:
    """node_exporter's flags, those of each collector included."""
    parser.usage = f"{parser.prog} [flags]"
    toolkit_flags.add_web_flags(parser, default_address=ADDRESS, version=VERSION)
    group = parser.add_argument_group("host")
    for flag in FLAGS:
        _add(group, flag)
    toolkit_flags.add_collector_flags(parser, enabled_by_default())
    group = parser.add_argument_group("flags of collectors")
    for name in registry.names():
        for flag in registry.load(name).flags:
            _add(group, flag)
    for name in NOT_HERE:
        group.add_argument(f"--collector.{name}", action=_Refuse, nargs=0, help=argparse.SUPPRESS)
        group.add_argument(f"--no-collector.{name}", action=_Ignore, nargs=0, help=argparse.SUPPRESS)


class _Ignore(argparse.Action):
    """Switching off what is not there."""

    def __call__(self, *_: object) -> None:
        """Nothing to do."""


class _Refuse(_Ignore):
    """Switching it on."""

    def __call__(self, *_: object) -> None:
        name = self.option_strings[0].removeprefix("--collector.")
        raise BadInput(
            f"node_exporter's collector {name} is not here",
            remedy=f"leave --collector.{name} out, or run node_exporter beside this for that collector alone",
        )


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
    return "DIR" if flag.name.startswith("path.") or flag.name.endswith("directory") else "VALUE"


def _default(flag: Flag) -> str:
    if not flag.default:
        return ""
    return " (on)" if flag.default is True else f" ({flag.default})".replace("%", "%%")


def given(args: argparse.Namespace) -> dict[str, str | bool | Sequence[str]]:
    """The flags of the host and of collectors that stood on the command line."""
    names = {flag.name for flag in FLAGS} | {
        flag.name for name in registry.names() for flag in registry.load(name).flags
    }
    return {name: value for name, value in vars(args).items() if name in names}


def run(args: argparse.Namespace) -> int:
    """Serve until it is ended.

    Raises:
        BadInput: a flag says something wrong. Nothing has been served then.
        Missing: this is no Linux.
    """
    if sys.platform != "linux":
        raise Missing(
            f"the host exporter reads the /proc and /sys of Linux; this is {sys.platform}",
            remedy="Prometheus' node_exporter runs on macOS and the BSDs, windows_exporter on Windows",
        )
    toolkit_flags.setup_logs(args)
    enabled = toolkit_flags.chosen_collectors(args, enabled_by_default())
    options = toolkit_flags.web_options(
        args,
        name="Node Exporter",
        version=f"{__version__} (metrics of node_exporter {COMPATIBLE})",
        description="What this host does, under the names of Prometheus' node_exporter",
    )
    _LOG.info("Starting exporterhub node", version=__version__, compatible_with=f"node_exporter {COMPATIBLE}")
    source = exporter(enabled, given(args))
    registry.forget(enabled)
    _LOG.info("Enabled collectors", collectors=",".join(enabled))
    from exporterhub.toolkit import serve

    return serve(source, options)

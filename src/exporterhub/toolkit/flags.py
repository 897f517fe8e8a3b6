"""The flags of the Prometheus family, on argparse: ``--web.listen-address=:9100``, ``--no-collector.hwmon``.

Secrets have no flags: other users of the machine can read a command line.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from . import logs
from .options import WebOptions

__all__ = ["Parser", "add_collector_flags", "add_web_flags", "chosen_collectors", "setup_logs", "web_options"]


class Parser(argparse.ArgumentParser):
    """Reads flags as kingpin does: no abbreviations; a mistake ends with exit code 2 and the nearest flag."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.ArgumentDefaultsHelpFormatter)
        super().__init__(allow_abbrev=False, **options)

    def parse_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """The flags; ends the program for unknown ones."""
        found, unknown = self.parse_known_args(args, namespace)
        if unknown:
            self.error(self.unknown(unknown[0]))
        return found

    def unknown(self, word: str) -> str:
        """What to say about a word that is no flag of this program."""
        import difflib

        flag = word.partition("=")[0]
        if not flag.startswith("-"):
            return f"unexpected argument {word!r}; flags begin with --"
        every = [option for action in self._actions for option in action.option_strings if option.startswith("--")]
        near = difflib.get_close_matches(flag, every, n=1, cutoff=0.6)
        return f"unknown flag {flag}" + (f"; did you mean {near[0]}?" if near else "; --help lists all")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end with exit code 2."""
        sys.stderr.write(f"{self.prog}: error: {message}\n")
        raise SystemExit(2)


def add_web_flags(parser: argparse.ArgumentParser, *, default_address: str, version: str = "") -> None:
    """Flags for ``web_options`` and ``setup_logs``, and ``--version`` where the text it prints is given."""
    group = parser.add_argument_group("web")
    group.add_argument(
        "--web.listen-address",
        dest="web_listen_address",
        metavar="ADDRESS",
        action="append",
        help="address to serve on, repeatable: :9100 (all addresses, IPv4 and IPv6), 127.0.0.1:9100, [::1]:9100"
        f" (default: {default_address})",
        default=argparse.SUPPRESS,
    )
    parser.set_defaults(web_default_address=default_address)
    group.add_argument(
        "--web.telemetry-path", dest="web_telemetry_path", metavar="PATH", default="/metrics",
        help="path of the metrics",
    )  # fmt: skip
    group.add_argument(
        "--web.max-requests", dest="web_max_requests", metavar="N", type=_count, default=40,
        help="scrapes at a time; 0 for no limit",
    )  # fmt: skip
    group.add_argument(
        "--web.config.file", dest="web_config_file", metavar="FILE", default="",
        help="TLS, basic authentication, headers and rate limit, in exporter-toolkit's format",
    )  # fmt: skip
    group.add_argument(
        "--web.systemd-socket", dest="web_systemd_socket", action=argparse.BooleanOptionalAction, default=False,
        help="serve on the sockets that systemd passes, instead of the listen addresses",
    )  # fmt: skip
    group.add_argument(
        "--web.health-without-auth", dest="web_health_without_auth", action=argparse.BooleanOptionalAction,
        default=False, help="answer /-/healthy and /-/ready without credentials, for the probes of an orchestrator",
    )  # fmt: skip
    group.add_argument(
        "--web.hide-version", dest="web_hide_version", action=argparse.BooleanOptionalAction, default=False,
        help="keep the version off the landing page",
    )  # fmt: skip
    group = parser.add_argument_group("logs")
    group.add_argument("--log.level", dest="log_level", choices=logs.LEVELS, default="info", help="lowest level logged")
    group.add_argument("--log.format", dest="log_format", choices=logs.FORMATS, default="logfmt", help="form of logs")
    if version:
        parser.add_argument("--version", action="version", version=version, help="print the version and end")


def web_options(args: argparse.Namespace, **others: Any) -> WebOptions:
    """The options that the flags give; ``others`` are fields of WebOptions that have no flag (name, version ...)."""
    return WebOptions(
        listen=tuple(getattr(args, "web_listen_address", None) or [args.web_default_address]),
        telemetry_path=args.web_telemetry_path,
        max_requests=args.web_max_requests,
        config_file=args.web_config_file,
        systemd_socket=args.web_systemd_socket,
        health_without_auth=args.web_health_without_auth,
        hide_version=args.web_hide_version,
        **others,
    )


def setup_logs(args: argparse.Namespace) -> None:
    """Set the logs up as the flags say."""
    logs.setup(args.log_level, args.log_format)


def add_collector_flags(parser: argparse.ArgumentParser, collectors: Iterable[tuple[str, bool]]) -> None:
    """``--collector.NAME`` and its ``--no-`` form per (name, enabled by default); ``--collector.disable-defaults``."""
    group = parser.add_argument_group("collectors")
    for name, enabled in collectors:
        group.add_argument(
            f"--collector.{name}", f"--no-collector.{name}", dest=f"collector.{name}", action=_OnOff, default=None,
            help=f"collector {name} ({'enabled' if enabled else 'disabled'} by default)",
        )  # fmt: skip
    group.add_argument(
        "--collector.disable-defaults", dest="collector_disable_defaults", action="store_true",
        help="start with all collectors off",
    )  # fmt: skip


def chosen_collectors(args: argparse.Namespace, collectors: Iterable[tuple[str, bool]]) -> list[str]:
    """The names of the collectors that the flags leave on, in their order."""
    off = args.collector_disable_defaults
    said = {name: getattr(args, f"collector.{name}") for name, _ in collectors}
    return [name for name, enabled in collectors if (said[name] if said[name] is not None else enabled and not off)]


class _OnOff(argparse.Action):
    """On for the flag, off for its ``--no-`` form; the last one counts."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **options)

    def __call__(self, _parser: Any, namespace: Any, _values: Any, option: str | None = None) -> None:
        setattr(namespace, self.dest, not (option or "").startswith("--no-"))


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)

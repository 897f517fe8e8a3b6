"""How often, when and for how long alerts would have fired in the past of a Prometheus.

FILE is a rule file, or SLUG for the rules of an entry. The server is asked in pieces that fit its limits; what was
learned is kept, so that the same command goes on after an interruption. A rule flaps when an alert of it came back
within an hour of its end three times or more. Exit code 1 when a query fails or reads nothing.
"""

from __future__ import annotations

import argparse
import datetime
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from exporterhub.cli import _catalogs, _findings, _out
from exporterhub.cli._access import add_access, headers
from exporterhub.cli._options import add_catalog, add_json, at_least, seconds
from exporterhub.errors import BadInput

if TYPE_CHECKING:
    from exporterhub.catalog import Rule
    from exporterhub.rules.backtest import Result

_DAY = 86400.0
_TRIES = 4


def moment(text: str) -> float:
    """A time such as 2026-11-24, 2026-11-24T08:30 (UTC unless it says otherwise), or seconds since the epoch."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-11-24T08:30") from None
    return (found if found.tzinfo else found.replace(tzinfo=datetime.UTC)).timestamp()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Rules, server, time."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="a rule file, or SLUG of an entry")
    parser.add_argument("--prometheus", metavar="URL", required=True, help="base address of the server")
    parser.add_argument("--days", metavar="N", type=at_least(1), default=14, help="how far back (14)")
    parser.add_argument("--from", dest="start", metavar="TIME", type=moment, help="instead of --days: where to begin")
    parser.add_argument("--to", dest="end", metavar="TIME", type=moment, help="where to end (now)")
    parser.add_argument(
        "--step", metavar="SECONDS", type=seconds, default=60.0, help="seconds between evaluations (60)"
    )
    parser.add_argument("--timeout", metavar="SECONDS", type=seconds, default=60.0, help="for one answer (60)")
    parser.add_argument("--anew", action="store_true", help="ask for everything again, also what is known")
    parser.add_argument("--width", metavar="N", type=at_least(40), default=0, help="of the chart (the terminal's)")
    add_access(parser)
    add_json(parser)
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Ask, and print table and chart."""
    from exporterhub.prometheus import Server
    from exporterhub.rules.backtest import backtest

    rules = _rules(args)
    end = time.time() if args.end is None else args.end
    start = end - args.days * _DAY if args.start is None else args.start
    # Whole hours, so that the same command a little later finds what is known already.
    if args.end is None:
        end = end // 3600 * 3600
        start = start // 3600 * 3600
    with Server(args.prometheus, seconds=args.timeout, headers=headers(args), tries=_TRIES) as server:
        told = _Told(args)
        results = backtest(
            rules, server, start, end, step=args.step, folder=None if args.anew else _folder(), progress=told
        )
        told.end()
    if args.json:
        _out.print_json({"results": [_as_json(result) for result in results]})
    else:
        _print(args, results)
    return int(any(result.problem or result.nothing for result in results))


def _rules(args: argparse.Namespace) -> list[Rule]:
    from exporterhub.catalog import read_rules

    rules: list[Rule] = []
    for name in args.files:
        if not Path(name).exists() and "/" not in name and "." not in name:
            rules += _catalogs.load(args).entry(name).rules
            continue
        found, problems = read_rules(Path(name), name)
        wrong = [problem for problem in problems if problem.severity == "error"]
        if wrong:
            _findings.print_text(args, wrong)
            raise BadInput(f"{name} cannot be used", remedy="see `exporterhub rules check`")
        rules += found
    return rules


def _folder() -> Path:
    from exporterhub.programs import cache_folder

    return cache_folder() / "backtest"


class _Told:
    """Progress on standard error: one line that is written over on a terminal, else one line per rule."""

    def __init__(self, args: argparse.Namespace) -> None:
        self._args = args
        self._live = not args.quiet and _out.is_terminal(sys.stderr)
        self._name = ""

    def __call__(self, rule: Rule, share: float) -> None:
        if self._live:
            print(f"\r\033[K{rule.name}: {share:.0%}", end="", file=sys.stderr, flush=True)
        elif share >= 1 and rule.name != self._name:
            self._name = rule.name
            _out.detail(self._args, f"{rule.name}: asked")

    def end(self) -> None:
        """Leave a clean line."""
        if self._live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _print(args: argparse.Namespace, results: list[Result]) -> None:
    from exporterhub.rules.backtest import chart

    rows = [
        [
            result.rule.name,
            str(len(result.spells)),
            str(result.labels),
            _duration(result.seconds),
            f"{result.share:.1%}",
            _duration(result.longest),
            str(result.pending),
            _remark(result),
        ]
        for result in results
    ]
    _out.table(args, ["alert", "fired", "series", "in all", "share", "longest", "pending only", ""], rows)
    width = args.width or shutil.get_terminal_size((100, 24)).columns
    if any(result.spells for result in results):
        print()
        for line in chart(results, width):
            print(line)
    for result in results:
        if result.problem:
            known = (result.until - result.start) / (result.end - result.start)
            _out.note(
                args, f"{result.rule.name}: {result.problem} ({known:.0%} is known; the same command goes on there)"
            )


def _remark(result: Result) -> str:
    said = []
    if result.problem:
        said.append("NOT ALL ASKED")
    if result.flapping:
        said.append("flaps")
    if result.nothing:
        said.append(f"reads nothing: {', '.join(result.nothing)}")
    if result.inlined:
        said.append(f"with {', '.join(result.inlined)} put in place")
    return "; ".join(said)


def _duration(length: float) -> str:
    if not length:
        return "-"
    for least, name in ((_DAY, "d"), (3600, "h"), (60, "min")):
        if length >= least:
            return f"{length / least:.3g} {name}"
    return f"{length:.3g} s"


def _as_json(result: Result) -> dict[str, object]:
    return {
        "alert": result.rule.name,
        "file": result.rule.file,
        "line": result.rule.line,
        "from": result.start,
        "to": result.end,
        "known_until": result.until,
        "fired": len(result.spells),
        "series": result.labels,
        "seconds": result.seconds,
        "share": result.share,
        "longest": result.longest,
        "median": result.median,
        "pending_only": result.pending,
        "flapping": result.flapping,
        "reads_nothing": list(result.nothing),
        "inlined": list(result.inlined),
        "problem": result.problem,
        "spells": [[spell.start, spell.end] for spell in result.spells],
    }

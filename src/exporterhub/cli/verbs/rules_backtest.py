"""How often, when and for how long alerts would have fired in the past of a Prometheus.

FILE is a rule file, or SLUG for the rules of an entry. Each expression is evaluated every --step seconds, as a rule
group with that interval does; `for` and `keep_firing_for` are applied to each series. The server is asked in pieces
that fit its limits; what was learned is kept, so that the same command goes on after an interruption and asks tomorrow
for one day more. An alert flaps when it came back within an hour of its end three times or more. Exit code 1 when a
query fails or reads a metric that is not there, 3 when the server failed before all was asked.
"""

from __future__ import annotations

import argparse
import datetime
import math
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from exporterhub.cli import _backtests, _catalogs, _findings, _out
from exporterhub.cli._access import access, add_access
from exporterhub.cli._options import add_catalog, add_json, at_least, seconds
from exporterhub.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exporterhub.catalog import Rule
    from exporterhub.rules.backtest import Result

_DAY = 86400.0
_TRIES = 4
# What was scraped a moment ago may not have arrived yet (remote write, a querier that is behind).
_SETTLED = 300.0


def moment(text: str) -> float:
    """A time such as 2026-11-24, 2026-11-24T08:30 (UTC unless it says otherwise), or seconds since the epoch."""
    try:
        number = float(text)
    except ValueError:
        pass
    else:
        if math.isfinite(number):
            return number
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
    parser.add_argument("--to", dest="end", metavar="TIME", type=moment, help="where to end (five minutes ago)")
    parser.add_argument(
        "--step", metavar="SECONDS", type=seconds, default=60.0, help="the evaluation interval of the rules (60)"
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
    start, end = _times(args)
    told = _Told(args, sum(rule.kind == "alert" for rule in rules))
    with Server(args.prometheus, seconds=args.timeout, access=access(args), tries=_TRIES) as server:
        try:
            results = backtest(
                rules, server, start, end, step=args.step, folder=_folder(), anew=args.anew, progress=told
            )
        except KeyboardInterrupt:
            told.end()
            _out.note(args, "interrupted; the same command goes on from here")
            raise
        finally:
            told.end()
    if args.json:
        _out.print_json({"results": [_backtests.as_json(result) for result in results]})
    else:
        span = f"{_backtests.when(start)} to {_backtests.when(end)} (UTC)"
        _out.note(args, f"{span}, evaluated every {args.step:g} s on {server.url}")
        _backtests.print_results(args, results, args.width)
    return _exit_code(results)


def _times(args: argparse.Namespace) -> tuple[float, float]:
    now = time.time()
    end = now - _SETTLED if args.end is None else args.end
    start = end - args.days * _DAY if args.start is None else args.start
    if not 0 <= start < now:
        when = "--from is in the future" if start >= now else "the time begins before 1970"
        raise BadInput(when, remedy="a backtest is about what was")
    if end > now:
        _out.note(args, "--to is in the future; ending now")
        end = now
    return start, end


def _exit_code(results: Sequence[Result]) -> int:
    if any(result.lost for result in results):
        return 3
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
    """Progress on standard error: one line that is written over on a terminal, else a line per rule (``--verbose``)."""

    def __init__(self, args: argparse.Namespace, total: int) -> None:
        self._args = args
        self._live = not args.quiet and _out.is_terminal(sys.stderr)
        self._total = total
        self._seen: list[int] = []

    def __call__(self, rule: Rule, share: float) -> None:
        if id(rule) not in self._seen[-1:]:
            self._seen.append(id(rule))
        text = _out.clean(f"{len(self._seen)} of {self._total}: {rule.name}: {share:.0%}")
        if self._live:
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
        else:
            _out.detail(self._args, text)

    def end(self) -> None:
        """Leave a clean line."""
        if self._live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

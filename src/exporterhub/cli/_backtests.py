"""The results of a backtest in words: table, chart, what is wrong, JSON."""

from __future__ import annotations

import datetime
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from exporterhub.cli import _out

if TYPE_CHECKING:
    import argparse

    from exporterhub.rules.backtest import Result

_DAY = 86400.0
_NUMBERS = (1, 2, 3, 4, 5, 6)
_MOST_SPELLS = 5
_MOST_NAMES = 2


def print_results(args: argparse.Namespace, results: Sequence[Result], width: int = 0) -> None:
    """All of it; with ``--verbose`` also which alerts fired when. ``width`` is the chart's, 0 the terminal's."""
    head = ["alert", "fired", "series", "in all", "share", "longest", "pending only", ""]
    _out.table(args, head, [_row(result) for result in results], _NUMBERS)
    if any(result.spells for result in results):
        _print_chart(args, results, width or shutil.get_terminal_size((100, 24)).columns)
    if args.verbose:
        for result in results:
            _print_series(result)
    for result in results:
        _print_problem(args, result)


def _row(result: Result) -> list[str]:
    return [
        result.rule.name,
        str(len(result.spells)),
        str(len(result.series)),
        duration(result.seconds),
        f"{result.share:.1%}",
        duration(result.longest),
        str(result.pending),
        _remark(result),
    ]


def _remark(result: Result) -> str:
    said = []
    if result.problem:
        said.append(f"{result.known:.0%} known" if result.known else "not known")
    if result.firing:
        said.append("still firing")
    if result.flapping:
        said.append(f"flaps: back within an hour {result.comebacks} times")
    if result.nothing:
        said.append(f"reads nothing: no {_some(result.nothing)}")
    if result.unmatched:
        said.append(f"no series fit {_some(result.unmatched)}")
    if result.inlined:
        said.append(f"with {_some(result.inlined)} put in place")
    return "; ".join(said)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def _print_chart(args: argparse.Namespace, results: Sequence[Result], width: int) -> None:
    from exporterhub.rules.backtest import ASCII, BLOCKS, chart

    rows = chart(results, width, BLOCKS if _shows(BLOCKS) else ASCII)
    print()
    for row, result in zip(rows, results, strict=False):
        print(f"{_out.clean(row.name)} |{_out.paint(args, row.cells, _colour(result))}".rstrip())
    print(f"{rows[-1].name}  {_out.paint(args, rows[-1].cells, 'dim')}")


def _colour(result: Result) -> str:
    if result.problem:
        return "dim"
    return "red" if result.rule.labels.get("severity") in ("critical", "page", "error") else "yellow"


def _shows(signs: str) -> bool:
    try:
        signs.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _print_series(result: Result) -> None:
    for fired in result.series:
        labels = ", ".join(f"{name}={value}" for name, value in fired.labels.items()) or "no labels"
        print(_out.clean(f"\n{result.rule.name}: {labels}"))
        for spell in fired.spells[:_MOST_SPELLS]:
            still = ", and still is" if spell.end >= result.end else ""
            print(f"  {when(spell.start)}  {duration(spell.seconds)}{still}")
        if len(fired.spells) > _MOST_SPELLS:
            print(f"  and {len(fired.spells) - _MOST_SPELLS} more")


def _print_problem(args: argparse.Namespace, result: Result) -> None:
    place = f"{result.rule.file}:{result.rule.line}: {result.rule.name}"
    for warning in result.warnings:
        _out.note(args, f"{place}: the server warns: {warning}")
    if result.problem:
        known = f" ({result.known:.0%} is known; the same command goes on there)" if result.lost else ""
        print(_out.clean(f"{place}: {result.problem}{known}"), file=sys.stderr)
        if result.remedy:
            print(_out.clean(f"  {result.remedy}"), file=sys.stderr)


def when(moment: float) -> str:
    """Day and minute, in UTC."""
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).strftime("%Y-%m-%d %H:%M")


def duration(length: float) -> str:
    """``2.5 h``; ``-`` for none."""
    if not length:
        return "-"
    for least, name in ((_DAY, "d"), (3600, "h"), (60, "min")):
        if length >= least:
            return f"{length / least:.3g} {name}"
    return f"{length:.3g} s"


def as_json(result: Result) -> dict[str, object]:
    """The JSON form; times are seconds since the epoch."""
    return {
        "alert": result.rule.name,
        "file": result.rule.file,
        "line": result.rule.line,
        "from": result.start,
        "to": result.end,
        "step": result.step,
        "known_until": result.until,
        "fired": len(result.spells),
        "firing": result.firing,
        "seconds": result.seconds,
        "share": result.share,
        "longest": result.longest,
        "median": result.median,
        "pending_only": result.pending,
        "flapping": result.flapping,
        "comebacks": result.comebacks,
        "reads_nothing": list(result.nothing),
        "unmatched": list(result.unmatched),
        "inlined": list(result.inlined),
        "problem": result.problem,
        "warnings": list(result.warnings),
        "series": [
            {
                "labels": dict(fired.labels),
                "seconds": sum(spell.seconds for spell in fired.spells),
                "comebacks": fired.comebacks,
                "spells": [[spell.start, spell.end] for spell in fired.spells],
            }
            for fired in result.series
        ],
    }

"""Requests by status or result: the share of server errors (5xx), or of those whose result is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from exporterhub.messages import say

from .._idea import Decline, Idea
from .._shapes import ending, named, summary
from .._story import Lane, below, restart, story, target
from .._subject import Seen, Subject, which
from .._text import divided, number, spaced

RANK = 45
_LABELS = ("code", "status", "status_code", "http_code", "response_code", "http_status", "status_class", "code_class",
           "result", "outcome")  # fmt: skip
_CODE = re.compile(r"[1-5][0-9][0-9]")
_CLASS = re.compile(r"[1-5]xx", re.IGNORECASE)
_WRONG = re.compile(r"err|error|errors|fail|failed|failure|exception|server_error|unsuccessful", re.IGNORECASE)
_SHARE, _FLOOR = 0.05, 0.02


class _Split(NamedTuple):
    label: str
    matcher: str
    bad: tuple[str, ...]
    good: str


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each counter with such a label; the counts of histograms where no counter has the label."""
    found = [(seen, split) for seen in _counting(subject) if (split := _split(seen))]
    counters = {(split.label, seen.words[0]) for seen, split in found if seen.type == "counter"}
    for seen, split in found:
        if seen.type == "counter" or (split.label, seen.words[0]) not in counters:
            idea = _share(subject, seen, split)
            counters.add((split.label, seen.words[0]) if seen.type != "counter" else ("", ""))
            yield idea


def _counting(subject: Subject) -> Iterator[Seen]:
    yield from subject.free("counter")
    for seen in subject.free("histogram", "summary"):
        if seen.name.endswith("_count") and "size" not in seen.wordset:
            yield seen


def _split(seen: Seen) -> _Split | None:
    for label in _LABELS:
        values = sorted(value for value in seen.values_of.get(label, ()) if value)
        if not values:
            continue
        if all(map(_CODE.fullmatch, values)):
            good = next((value for value in values if not value.startswith("5")), "200")
            return _Split(label, f'{label}=~"5.."', ("500", "503"), good)
        server = [value for value in values if value.lower() == "5xx"]
        others = [value for value in values if value not in server]
        if server and any(map(_CLASS.fullmatch, others)):
            return _Split(label, f'{label}="{server[0]}"', (server[0],), others[0])
        wrong = [value for value in values if _WRONG.fullmatch(value)]
        fine = [value for value in values if value not in wrong]
        if wrong and fine:
            asked = f'{label}="{wrong[0]}"' if len(wrong) == 1 else f'{label}=~"{"|".join(wrong)}"'
            return _Split(label, asked, tuple(wrong[:2]), fine[0])
    return None


def _share(subject: Subject, seen: Seen, split: _Split) -> Idea | Decline:
    window = subject.window(5)
    part = f"sum without ({split.label}) (rate({seen.name}{{{split.matcher}}}[{window}m]))"
    every = f"sum without ({split.label}) (rate({seen.name}[{window}m]))"
    level = subject.share(f"{part} / {every}", _SHARE)
    if level is None:
        return Decline(seen.family, "nearly all fail in ordinary hours: no share of failures tells anything")
    bad, calm = round(min(level.value * 4, level.value + (1 - level.value) / 2), 6), level.value * 0.9
    lanes = _lanes(seen, split, calm, bad)
    labels = {name: value for name, value in lanes[0].labels.items() if name != split.label}
    half = (1 + level.value) / 2
    few = _lanes(seen, split, half, half, total=_FLOOR * 0.8 * 60 / half)
    return Idea(
        named(seen.name, "Failing"),
        f"{divided(part, every)} > {number(level.value)}\n  and {part} > {_FLOOR:g}",
        10,
        "warning",
        summary(f"{{{{ $value | humanizePercentage }}}} of {spaced(seen.name)} fail",
                tuple(label for label in which(seen, most=9) if label != split.label)[:3]),
        "So many are more than chance. See which of the series has most of them, and the log from when it began. "
        f"{ending(seen)}",
        say(
            "The label %(label)s of %(metric)s tells what failed from what did not, so rates give the share.",
            label=split.label,
            metric=seen.name,
        ),
        (seen.family,),
        (
            story(lanes, labels, bad, minutes=10, window=window),
            below(lanes, minutes=10, window=window),
            below(few, minutes=10, window=window, title="a few, though of few"),
            restart([(lane.name, lane.labels) for lane in lanes], minutes=10, window=window),
        ),
        level.guess,
        level.basis,
    )  # fmt: skip


def _lanes(seen: Seen, split: _Split, calm: float, bad: float, total: float = 0.0) -> list[Lane]:
    example = target(seen.example())
    total = total or _FLOOR * 60 * 5 / bad
    share = 1 / len(split.bad)
    wrong = [Lane(seen.name, {**example, split.label: code}, total * calm * share, total * bad * share, counter=True)
             for code in split.bad]  # fmt: skip
    return [
        *wrong,
        Lane(seen.name, {**example, split.label: split.good}, total * (1 - calm), total * (1 - bad), counter=True),
    ]

"""Levels beside each other: what is used and its limit, what is free and the whole. Told by names, help and values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ._story import Lane, target
from ._subject import Seen, Subject, which
from ._text import number

__all__ = ["Pair", "pairs_of"]

_LIMIT = frozenset(["max", "maximum", "limit", "capacity", "quota", "size", "total", "hard", "allowed", "ceiling"])
_WHOLE = frozenset(["size", "total", "capacity", "max", "maximum", "limit", "quota"])
_USED = frozenset(
    [
        "used",
        "usage",
        "current",
        "in",
        "use",
        "active",
        "allocated",
        "connected",
        "open",
        "opened",
        "inuse",
        "entries",
        "count",
        "len",
        "length",
        "number",
        "cur",
        "utilized",
    ]
)
_FREE = frozenset(["free", "avail", "available", "remaining", "unused", "left"])
_NOISE = frozenset(["config", "configured", "setting", "settings", "global", "variables", "variable", "status", "num"])
_PEAK = frozenset(
    [
        "max",
        "maximum",
        "peak",
        "highest",
        "min",
        "minimum",
        "threshold",
        "limit",
        "reserved",
        "hwm",
        "avg",
        "average",
        "rate",
        "ratio",
        "percent",
    ]
)
_OBSERVED = re.compile(
    r"observed|highest|peak|encountered|reached|so far|high.?water|longest|largest|slowest", re.IGNORECASE
)
_NOT_A_LIMIT = re.compile(
    r"(^|_)(frequency|hertz|celsius|temp|timeout|interval|age|rate|speed|duration|seconds|threads?_cpu)(_|$)"
)
_SURE = frozenset(("used", "open", "inuse", "current", "free", "active", "allocated", "avail", "available"))
_TOLERANCE = 1.05


@dataclass(frozen=True)
class Pair:
    """``part`` of ``whole``; ``free`` where the part is what is left. ``shares`` are the shares on the page.

    ``over`` are the labels that the part has and the whole has not: it is added up over them.
    """

    part: Seen
    whole: Seen
    free: bool
    shares: tuple[float, ...]
    over: tuple[str, ...]

    @property
    def amount(self) -> str:
        """The part, added up to what the whole is about."""
        return self.added(self.part.name)

    def added(self, expr: str) -> str:
        """A query of the part, added up to what the whole is about."""
        return f"sum without ({', '.join(self.over)}) ({expr})" if self.over else expr

    @property
    def expr(self) -> str:
        """The share. A whole of 0 or less means that there is no limit."""
        return f"{self.amount} / ({self.whole.name} > 0)"

    @property
    def kept(self) -> tuple[str, ...]:
        """The labels of the share that tell its series apart."""
        return tuple(label for label in which(self.part, most=9) if label not in self.over)[:3]

    @property
    def labels(self) -> dict[str, str]:
        """The labels of the share, in tests."""
        return {name: value for name, value in self.parts[0].items() if name not in self.over}

    @property
    def parts(self) -> list[dict[str, str]]:
        """The labels of the part's series, in tests: two where they are added up, so that a sum is no average."""
        one = target(self.part.example())
        return [one, {**one, self.over[0]: "another"}] if self.over else [one]

    def lanes(self, calm: float, bad: float, size: float = 1000.0) -> list[Lane]:
        """Series of a test in which the share is ``calm``, then ``bad``."""
        each = size / len(self.parts)
        parts = [Lane(self.part.name, labels, calm * each, bad * each) for labels in self.parts]
        return [*parts, Lane(self.whole.name, self.labels, size, size)]


def pairs_of(subject: Subject) -> list[Pair]:
    """All pairs of a page, each part once."""
    memo = subject.memo.setdefault("pairs", {})
    if "all" not in memo:
        memo["all"] = list(_pairs(subject))
    found: list[Pair] = memo["all"]
    return found


def _pairs(subject: Subject) -> Iterator[Pair]:
    candidates = [seen for seen in subject.metrics.values() if _countable(seen)]
    wholes = _by_base(candidates)
    seen_parts: set[str] = set()
    for free in (False, True):
        for part in candidates:
            pair = _pair(part, wholes, free=free)
            if pair and free and _better(pair, candidates):
                subject.memo.setdefault("instead", {})[part.family] = part.name
            elif pair and part.name not in seen_parts:
                seen_parts.add(part.name)
                yield pair


def _countable(seen: Seen) -> bool:
    return seen.is_level and bool(seen.values) and not _NOT_A_LIMIT.search(seen.name) and not seen.is_moment


def _by_base(candidates: Sequence[Seen]) -> Mapping[tuple[str, ...], list[Seen]]:
    found: dict[tuple[str, ...], list[Seen]] = {}
    for seen in candidates:
        words = _split(seen)
        if not words & _FREE and not _OBSERVED.search(seen.help) and seen.most > 0:
            base = _base(words - _LIMIT)
            if words & _LIMIT and not words & {"used", "current", "min", "peak"}:
                one_less = {_base(words - {word}) for word in words & _LIMIT}
                for other in {base, _base(words), *one_less}:
                    found.setdefault(other, []).append(seen)
            elif not words & _LIMIT and not words & _USED:
                found.setdefault(("=", *base), []).append(seen)
    return found


def _pair(part: Seen, wholes: Mapping[tuple[str, ...], list[Seen]], *, free: bool) -> Pair | None:
    words = _split(part)
    mark = _FREE if free else _USED
    if words & _PEAK or bool(words & _FREE) != free or _OBSERVED.search(part.help):
        return None
    marked = bool(words & mark)
    if part.type != "gauge" and not words & _SURE:
        return None  # it may count since the start
    bases = [_base(words - mark)] if marked else [] if free else [_base(words)]
    if marked and not free:
        bases.append(_base(words))
    if free:
        bases += [("=", *base) for base in list(bases)]
    for base in bases:
        for whole in sorted(wholes.get(base, ()), key=lambda one: len(one.name)):
            limits = _split(whole) & _LIMIT
            sized = (not marked and limits <= {"size", "total"}) or ({"max", "size"} <= limits and "size" not in words)
            if whole is not part and not sized and (found := _fit(part, whole, free=free)):
                return found
    return None


def _fit(part: Seen, whole: Seen, *, free: bool) -> Pair | None:
    if not whole.labels <= part.labels or (part.unit and whole.unit and part.unit != whole.unit):
        return None
    over = tuple(sorted(part.labels - whole.labels))
    limits = {_key(labels, whole.labels): value for labels, value in whole.rows}
    amounts: dict[tuple[str, ...], float] = {}
    for labels, value in part.rows:
        if value == value:
            key = _key(labels, whole.labels)
            amounts[key] = amounts.get(key, 0.0) + value
    shares = tuple(amount / limits[key] for key, amount in amounts.items() if limits.get(key, 0.0) > 0)
    if not shares or any(not -1e-9 <= share <= _TOLERANCE for share in shares):
        return None
    return Pair(part, whole, free, shares, over)


def _key(labels: Mapping[str, str], names: frozenset[str]) -> tuple[str, ...]:
    return tuple(labels.get(name, "") for name in sorted(names))


def _better(pair: Pair, candidates: Sequence[Seen]) -> bool:
    """Whether what is available is told beside what is free: caches are not free, yet available."""
    if "free" not in _split(pair.part):
        return False
    wanted = {_base((_split(pair.part) - {"free"}) | {word}) for word in ("avail", "available")}
    return any(_base(_split(one)) in wanted for one in candidates)


def _split(seen: Seen) -> frozenset[str]:
    words: set[str] = set()
    for word in seen.words:
        if word.startswith("max") and len(word) > 6 and word != "maximum":
            words |= {"max", word[3:]}
        else:
            words.add(word)
    return frozenset(words - _NOISE)


def _base(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(word[:-1] if word.endswith("s") and not word.endswith("ss") else word for word in words))


def shares_in_words(shares: Sequence[float]) -> str:
    """The highest share as a percentage."""
    return f"{number(round(max(shares) * 100, 1))} %"

"""Counters beside each other: what counts all of which another one counts the failures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ._subject import Seen, Subject

__all__ = ["Whole", "bare_words", "rate_of", "trouble_in", "whole_of"]

_FATAL = frozenset(
    [
        "corrupt",
        "corrupted",
        "corruption",
        "corruptions",
        "panic",
        "panics",
        "oom",
        "uncorrectable",
        "uncorrected",
        "dataloss",
    ]
)
_FAILED = frozenset(
    [
        "error",
        "errors",
        "errs",
        "err",
        "failed",
        "failure",
        "failures",
        "fail",
        "fails",
        "exception",
        "exceptions",
        "fatal",
        "unsuccessful",
        "crash",
        "crashes",
    ]
)
_REFUSED = frozenset(
    [
        "rejected",
        "rejections",
        "reject",
        "rejects",
        "dropped",
        "drops",
        "drop",
        "denied",
        "discarded",
        "discards",
        "discard",
        "overflow",
        "overflows",
        "timeout",
        "timeouts",
        "timedout",
        "aborted",
        "aborts",
        "abort",
        "lost",
        "throttled",
        "exceeded",
        "conflicts",
        "deadlocks",
        "deadlock",
        "unroutable",
        "malformed",
        "crc",
        "invalid",
        "refused",
        "unreachable",
        "truncated",
    ]
)
_NOT_TROUBLE = re.compile(
    r"page_?faults|error_log_|_errors?_(code|log|budget|buffered|rate_limit)|invalidat|lost_and_found|disk_discard|default_timeout"
)
_VARIABLE = re.compile(r"(^|_)variables(_|$)|_(timeout|invalid|denied|lost)$")
_GENERIC = frozenset(
    [
        "total",
        "requests",
        "request",
        "attempts",
        "attempted",
        "calls",
        "call",
        "queries",
        "query",
        "operations",
        "operation",
        "commands",
        "packets",
        "messages",
        "count",
        "processed",
        "received",
        "handled",
        "executed",
        "completed",
        "cnt",
        "num",
        "number",
        "of",
        "stat",
        "stats",
        "by",
        "all",
        "done",
        "sent",
        "seconds",
        "duration",
        "latency",
        "time",
        "milliseconds",
        "ms",
        "frames",
        "events",
        "runs",
        "run",
        "http",
    ]
)


class Whole(NamedTuple):
    """The counter of all, and the labels that each side has to lose before both agree."""

    seen: Seen
    extra: tuple[str, ...]
    own_extra: tuple[str, ...]


def trouble_in(seen: Seen) -> str:
    """``fatal``, ``failed``, ``refused``, or empty where a counter's name does not say that something went wrong."""
    if _NOT_TROUBLE.search(seen.name):
        return ""
    if seen.type != "counter" and not seen.name.endswith("_total") and _VARIABLE.search(seen.name):
        return ""
    kinds = (("fatal", _FATAL), ("failed", _FAILED), ("refused", _REFUSED))
    return next((kind for kind, words in kinds if words & seen.wordset), "")


def bare_words(seen: Seen, *, generic: bool) -> tuple[str, ...]:
    """The words of a counter's name in the singular, without trouble; with ``generic`` without such as total too."""
    bad = _FATAL | _FAILED | _REFUSED | {"total", "count"}
    words = [word for word in seen.words if word not in bad and not (generic and word in _GENERIC)]
    return tuple(sorted(_singular(word) for word in words))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word


def whole_of(subject: Subject, seen: Seen) -> Whole | None:
    """The counter that counts all of what ``seen`` counts the failures: by its name, with labels that agree."""
    for generic in (False, True):
        key = bare_words(seen, generic=generic)
        fitting = [one for one in _wholes(subject, generic=generic).get(key, ()) if one.name != seen.name]
        for one in sorted(fitting, key=lambda one: (one.type != "counter", len(one.name))):
            if found := _joined(seen, one):
                return found
    return None


def _wholes(subject: Subject, *, generic: bool) -> dict[tuple[str, ...], list[Seen]]:
    memo = subject.memo.setdefault(f"wholes {generic}", {})
    if not memo:
        for seen in _candidates(subject):
            memo.setdefault(bare_words(seen, generic=generic), []).append(seen)
    return memo


def _candidates(subject: Subject) -> Iterator[Seen]:
    for seen in subject.metrics.values():
        counts = seen.type in ("counter", "untyped", "unknown") or (
            seen.type in ("histogram", "summary") and seen.name.endswith("_count")
        )
        if (counts and not trouble_in(seen) and seen.unit in ("", "count") and not seen.is_moment) or (
            counts and seen.type in ("histogram", "summary") and not trouble_in(seen)
        ):
            yield seen


def _joined(seen: Seen, whole: Seen) -> Whole | None:
    common = sorted(seen.labels & whole.labels)
    ours = {tuple(labels.get(label, "") for label in common) for labels, _ in seen.rows}
    theirs = {tuple(labels.get(label, "") for label in common) for labels, _ in whole.rows}
    if not ours & theirs:
        return None
    return Whole(whole, tuple(sorted(whole.labels - seen.labels)), tuple(sorted(seen.labels - whole.labels)))


def rate_of(name: str, extra: tuple[str, ...], window: str) -> str:
    """The rate of a counter, added up over the labels ``extra``."""
    rate = f"rate({name}[{window}])"
    return f"sum without ({', '.join(extra)}) ({rate})" if extra else rate

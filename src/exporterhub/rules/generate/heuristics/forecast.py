"""Storage that will be full within a day, going on as in the last six hours.

Only storage is foretold: it fills at a pace. Connections and memory of caches come and go.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.messages import say

from .._idea import Decline, Firing, Idea, Scenario
from .._pairs import Pair, pairs_of
from .._shapes import ending, named, summary
from .._subject import Subject
from .._text import number, selector, spaced

RANK = 22
_STORED = frozenset(
    [
        "filesystem",
        "fs",
        "disk",
        "storage",
        "volume",
        "volumes",
        "tablespace",
        "datastore",
        "space",
        "file",
        "files",
        "inode",
        "inodes",
        "dataset",
        "pool",
        "vdev",
        "device",
        "partition",
        "quota",
        "log",
        "wal",
    ]
)
_NOT = frozenset(
    [
        "memory",
        "mem",
        "swap",
        "heap",
        "cache",
        "buffer",
        "fd",
        "fds",
        "descriptors",
        "rss",
        "vm",
        "open",
        "connections",
        "ram",
        "filefd",
    ]
)
_HOURS, _STEP = 6, 5
_WINDOW = _HOURS * 60 // _STEP
_USED, _FREE = 0.6, 0.4


def propose(subject: Subject) -> Iterator[Idea | Decline]:
    """One alert for each pair that is about storage; beside the one for the limit itself."""
    for pair in pairs_of(subject):
        words = pair.part.wordset | pair.whole.wordset
        done = {pair.part.family, pair.whole.family} <= subject.by_catalog
        if words & _STORED and not words & _NOT and not done and _fills(pair):
            yield _idea(pair)


def _fills(pair: Pair) -> bool:
    return len(set(pair.shares)) > 1 or 0.0 < pair.shares[0] < 1.0


def _idea(pair: Pair) -> Idea:
    part, whole = pair.part, pair.whole
    ahead = pair.added(f"predict_linear({part.name}[{_HOURS}h], 86400)")
    if pair.free:
        limit, beyond = f"{pair.expr} < {number(_FREE)}", f"{ahead} < 0"
    else:
        limit, beyond = f"{pair.expr} > {number(_USED)}", f"{ahead} > {whole.name}"
    return Idea(
        named(part.name, "FullWithinADay", "used", "usage", "current", "avail", "free", "available"),
        f"{limit}\n  and {beyond}",
        60,
        "warning",
        summary(f"{spaced(whole.name)} will be used up within a day", pair.kept),
        f"It goes on as in the last {_HOURS} hours, and stands at {{{{ $value | humanizePercentage }}}} now. "
        f"See what grows, and stop it or make room while there is time. {ending(part)}",
        say(
            "%(part)s and %(whole)s are about storage, which fills at a pace that can be foretold.",
            part=part.name,
            whole=whole.name,
        ),
        (part.family, whole.family),
        tuple(_scenarios(pair)),
        guess=say("a day ahead, from the last six hours; alerts before that much is used would come too often"),
    )


def _scenarios(pair: Pair) -> Iterator[Scenario]:
    """A thousand in all, a value every five minutes: what is used grows by 24 an hour."""
    start, slope, well = (350, -2, 990) if pair.free else (650, 2, 10)
    length = _WINDOW + 60 // _STEP + 10
    last, end = (length - 2) * _STEP, (length + 20) * _STEP
    whole = pair.lanes(1, 1)[-1]
    size = (selector(whole.name, whole.labels), f"1000x{length + 30}")
    fires = Firing(last, pair.labels, (start + slope * (length - 2)) / 1000)
    fills = _split(pair, f"{{}}x{length - 1} {{}}x30", (start, slope), (well, 0))
    yield Scenario("it fills until it is emptied", (*fills, size), (fires,), (10 * _STEP, end), _STEP)
    stays = _split(pair, f"{{}}x{length}", (start, 0))
    yield Scenario("it stays as it is", (*stays, size), quiet=(last,), step=_STEP)
    early = _split(pair, f"{{}}x{length}", (950 if pair.free else 50, slope * 2))
    yield Scenario("it fills, but much is left", (*early, size), quiet=(last,), step=_STEP)


def _split(pair: Pair, form: str, *lines: tuple[int, int]) -> list[tuple[str, str]]:
    """Values for each series of the part, which together go along lines of a start and a slope."""
    parts = pair.parts
    sloped = [f"{number(start / len(parts))}{slope / len(parts):+g}" for start, slope in lines]
    return [(selector(pair.part.name, labels), form.format(*sloped)) for labels in parts]

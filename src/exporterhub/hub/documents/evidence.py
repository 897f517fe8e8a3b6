"""What was seen of an alert, in words."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Entry, Rule
from exporterhub.catalog.models import RuleEvidence

__all__ = ["sentences"]

_SHOWN = {"fires": "it fires", "quiet": "it keeps quiet just below its limits", "resolves": "it resolves"}


def sentences(entry: Entry, rule: Rule, seen: RuleEvidence) -> list[str]:
    """Sentences such as "Fired 4 s after redis was stopped, redis 7.0, exporter 1.86", the strongest first.

    What was seen in several runs with the same versions is said once.
    """
    if rule.kind != "alert":
        return []
    said = (*_fired(entry, seen), *_quiet(entry, seen), *_noisy(entry, seen), *_tests(seen))
    return list(dict.fromkeys(said))


def _fired(entry: Entry, seen: RuleEvidence) -> Iterator[str]:
    for fired in seen.fired:
        fault = entry.faults.get(fired.fault)
        what = (fault.what if fault else "") or f"the fault {fired.fault}"
        ended = f"ended {fired.resolved:g} s after that was over"
        yield f"Fired {fired.seconds:g} s after {what}, {ended} ({_with(entry, fired.recording)})"


def _quiet(entry: Entry, seen: RuleEvidence) -> Iterator[str]:
    for quiet in seen.quiet:
        yield f"Quiet under load for {quiet.seconds:g} s ({_with(entry, quiet.recording)})"


def _noisy(entry: Entry, seen: RuleEvidence) -> Iterator[str]:
    for name in seen.noisy:
        yield f"Not quiet on a healthy service ({_with(entry, name)})"


def _tests(seen: RuleEvidence) -> Iterator[str]:
    shown = [_SHOWN[what] for what in seen.tests]
    if shown:
        yield f"Unit tests show that {', '.join(shown[:-1])}{' and ' if shown[1:] else ''}{shown[-1]}"


def _with(entry: Entry, name: str) -> str:
    """The versions behind a recording: "redis-server 8.0.2, prometheus-redis-exporter 1.69.0"."""
    recording = entry.recording(name)
    if recording is None:
        return name
    target = f"{recording.target} {recording.target_version}, " if recording.target else ""
    return f"{target}{recording.exporter} {recording.version}"

"""What was seen of an alert, in words."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Entry, Rule
from exporterhub.catalog.models import RuleEvidence
from exporterhub.messages import Message, english, listed, say

__all__ = ["sentences"]

_SHOWN = {
    "fires": say("it fires"),
    "quiet": say("it keeps quiet just below its limits"),
    "resolves": say("it resolves"),
}


def sentences(entry: Entry, rule: Rule, seen: RuleEvidence) -> list[Message]:
    """Sentences such as "Fired 4 s after redis was stopped, redis 7.0, exporter 1.86", the strongest first.

    What was seen in several runs with the same versions is said once.
    """
    if rule.kind != "alert":
        return []
    said = (*_fired(entry, seen), *_quiet(entry, seen), *_noisy(entry, seen), *_tests(seen))
    return list(dict.fromkeys(said))


def _fired(entry: Entry, seen: RuleEvidence) -> Iterator[Message]:
    for fired in seen.fired:
        fault = entry.faults.get(fired.fault)
        yield say(
            "Fired %(seconds)s s after %(what)s, ended %(resolved)s s after that was over (%(versions)s)",
            seconds=fired.seconds,
            what=english(fault.what) if fault and fault.what else say("the fault %(name)s", name=fired.fault),
            resolved=fired.resolved,
            versions=_with(entry, fired.recording),
        )


def _quiet(entry: Entry, seen: RuleEvidence) -> Iterator[Message]:
    for quiet in seen.quiet:
        versions = _with(entry, quiet.recording)
        yield say("Quiet under load for %(seconds)s s (%(versions)s)", seconds=quiet.seconds, versions=versions)


def _noisy(entry: Entry, seen: RuleEvidence) -> Iterator[Message]:
    for name in seen.noisy:
        yield say("Not quiet on a healthy service (%(versions)s)", versions=_with(entry, name))


def _tests(seen: RuleEvidence) -> Iterator[Message]:
    shown = [_SHOWN[what] for what in seen.tests]
    if shown:
        yield say("Unit tests show that %(what)s", what=listed(*shown, style="clauses"))


def _with(entry: Entry, name: str) -> str:
    """The versions behind a recording: "redis-server 8.0.2, prometheus-redis-exporter 1.69.0"."""
    recording = entry.recording(name)
    if recording is None:
        return name
    target = f"{recording.target} {recording.target_version}, " if recording.target else ""
    return f"{target}{recording.exporter} {recording.version}"

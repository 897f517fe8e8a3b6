"""``preview.json``: what an entry's panels showed in the lab, so that people see it before they install anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exporterhub.catalog import Entry
from exporterhub.lab._files import write_whole
from exporterhub.lab._prove import Proof, Shown
from exporterhub.lab._shorten import KEY

__all__ = ["FILE", "preview", "write_preview"]

FILE = "preview.json"
_HIDDEN = frozenset(("__name__", "alertname", "alertstate", KEY))


def write_preview(entry: Entry, proofs: Sequence[Proof]) -> Path | None:
    """Write what the proofs of whole runs showed, and keep what other runs did; the path, None where nothing was shown.

    A run that was proven whole before is not replaced by one with some of its faults. The file is replaced as a whole
    or not at all.
    """
    path = entry.folder / FILE
    titles = [panel.title for panel in entry.panels]
    runs = _earlier(path)
    for proof in proofs:
        if proof.shown and proof.faults and (proof.whole or proof.run not in runs):
            runs[proof.run] = preview(entry, proof)
    if not titles or not runs:
        return None
    order = entry.lab.prove.runs if entry.lab and entry.lab.prove else ()
    text = _text({name: runs[name] for name in order if name in runs}, titles)
    write_whole(path, text.encode())
    return path


def preview(entry: Entry, proof: Proof) -> dict[str, Any]:
    """One run: its recording, the step and length in seconds, faults, firing alerts, and the panels' series."""
    if proof.shown is None:
        raise AssertionError("only what was shown is kept")
    shown = proof.shown
    recordings = [recording.name for recording in entry.recordings if recording.run == proof.run]
    return {
        "recording": recordings[0] if recordings else "",
        "step": shown.step,
        "seconds": shown.seconds,
        "healthy": proof.seconds,
        "footprint": dict(shown.footprint),
        "faults": [{**fault, "what": _what(entry, fault["fault"])} for fault in shown.faults],
        "alerts": _firing(shown),
        "panels": {title: _tidy(series) for title, series in shown.panels.items() if any(series)},
    }


def _what(entry: Entry, name: str) -> str:
    """Empty for a fault that was taken out of lab.yaml while it was made."""
    fault = entry.faults.get(name)
    return fault.what if fault else ""


def _tidy(queries: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    return [
        [
            {"labels": {k: v for k, v in one["labels"].items() if k not in _HIDDEN}, "values": one["values"]}
            for one in series
        ]
        for series in queries
    ]


def _firing(shown: Shown) -> list[dict[str, Any]]:
    """Each alert's name and when it began and ended to fire, in seconds; at most one stretch for each gap."""
    found: dict[str, set[int]] = {}
    for series in shown.alerts:
        places = {place for place, value in enumerate(series["values"]) if value is not None}
        found.setdefault(series["labels"][KEY], set()).update(places)
    stretches: list[dict[str, Any]] = []
    for name, places in found.items():
        for place in sorted(places):
            if place - 1 in places:
                stretches[-1]["end"] = place * shown.step
            else:
                stretches.append({"alert": name, "start": place * shown.step, "end": place * shown.step})
    return sorted(stretches, key=lambda stretch: (stretch["start"], stretch["alert"]))


def _earlier(path: Path) -> dict[str, Any]:
    try:
        runs = json.loads(path.read_text(encoding="utf-8"))["runs"]
    except (OSError, ValueError, KeyError):
        return {}
    return dict(runs)


def _text(runs: dict[str, Any], titles: Sequence[str]) -> str:
    """A panel is kept of the first run in which all its queries had data, else of the first that had some."""
    chosen: dict[str, str] = {}
    for title in titles:
        whole = [name for name, run in runs.items() if title in run["panels"] and all(run["panels"][title])]
        some = [name for name, run in runs.items() if title in run["panels"]]
        if some:
            chosen[title] = (whole or some)[0]
    for name, run in runs.items():
        run["panels"] = {title: run["panels"][title] for title in titles if chosen.get(title) == name}
    return json.dumps({"runs": runs}, ensure_ascii=False, separators=(",", ":")) + "\n"

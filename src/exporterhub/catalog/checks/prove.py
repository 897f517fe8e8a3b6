"""What ``prove`` of lab.yaml names, and whether the two plainest faults are told apart."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog._entry import Catalog, Entry
from exporterhub.catalog._text import shown
from exporterhub.catalog._tiers import evidence_key
from exporterhub.catalog.models import Fault, Lab, Prove
from exporterhub.errors import Finding

__all__ = ["check"]


def check(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Findings ``prove/unknown`` and ``prove/distinct``."""
    del catalog
    lab = entry.lab
    if lab is None or lab.prove is None:
        return
    file = shown(entry.files["lab.yaml"])
    for message, remedy in _unknown(entry, lab, lab.prove):
        yield Finding("prove/unknown", "error", message, remedy, file=file)
    for message in _distinct(lab, lab.prove):
        remedy = (
            "an operator must see from one alert which of the two is dead: let one alert fire, and another for each"
        )
        yield Finding("prove/distinct", "error", message, remedy, file=file)


def _unknown(entry: Entry, lab: Lab, proving: Prove) -> Iterator[tuple[str, str]]:
    runs = {run.name for run in lab.runs}
    alerts = {evidence_key(entry, rule) for rule in entry.alerts}
    named = [("run", name, runs, "prove") for name in proving.runs]
    for fault in proving.faults:
        where = f"fault {fault.name}"
        named += [("run", name, runs, where) for name in fault.runs]
        named += [("alert", name, alerts, where) for name in (*fault.alerts, *fault.may)]
        named += [("proxy", change.proxy, set(proving.proxies), where) for change in fault.network]
    for what, name, there, where in named:
        if name not in there:
            yield f"{where} names the {what} {name!r}, which is not there", f"name one of {', '.join(sorted(there))}"


def _distinct(lab: Lab, proving: Prove) -> Iterator[str]:
    """For a dead exporter and a dead service there is a fault each that fires exactly one alert, and not the same."""
    dead: list[str] = []
    for name in sorted({lab.exporter, lab.target} - {""}):
        alone = {fault.alerts for fault in proving.faults if _only_stops(fault, name) and not fault.may}
        if not any(len(alerts) == 1 for alerts in alone):
            yield f"no fault stops only {name} and fires exactly one alert"
        dead += {alerts[0] for alerts in alone if len(alerts) == 1}
    if len(set(dead)) < len(dead):
        yield f"the same alert fires when {lab.exporter} is dead and when {lab.target} is"


def _only_stops(fault: Fault, name: str) -> bool:
    return fault.stop == (name,) and not (fault.freeze or fault.run or fault.network)

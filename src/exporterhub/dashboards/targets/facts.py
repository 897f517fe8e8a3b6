"""What the entry's facts name: the metric that says whether the service answers, and the one with the version."""

from __future__ import annotations

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import PanelSpec, QuerySpec

PLACE = 0
RUNTIME = False
_UNSEEN = "The name is one of the entry's facts; nobody recorded it here yet."


def panels(entry: Entry) -> list[PanelSpec]:
    """At most two."""
    known = entry.exporter.fingerprint
    said = "" if entry.recordings else _UNSEEN
    found = []
    if known.up:
        found.append(
            PanelSpec(
                title="Service",
                question=f"Does the exporter reach {entry.exporter.technology}?",
                row="up",
                kind="stat",
                unit="none",
                queries=(QuerySpec(expr=f"min({known.up})"),),
                description=said,
                words={"0": "down", "1": "up"},
            )
        )
    if known.build_info:
        label = known.version_label
        found.append(
            PanelSpec(
                title="Versions",
                question="Which versions run, and how many of each?",
                row="up",
                kind="table",
                unit="none",
                queries=(QuerySpec(expr=f"count by ({label}) ({known.build_info})", legend=f"{{{{{label}}}}}"),),
                description=said,
            )
        )
    return found

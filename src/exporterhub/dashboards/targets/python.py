"""The Python runtime, as the Python client shows it by default."""

from __future__ import annotations

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import PanelSpec, QuerySpec

PLACE = 3
RUNTIME = True


def panels(entry: Entry) -> list[PanelSpec]:
    """For programs in Python."""
    if entry.exporter.language != "Python":
        return []
    return [
        PanelSpec(
            title="Garbage collection",
            question="How often does Python collect garbage?",
            row="why",
            unit="ops",
            queries=(
                QuerySpec(
                    expr="rate(python_gc_collections_total[5m])",
                    legend="{{job}} {{instance}}, generation {{generation}}",
                ),
            ),
            needs="the garbage collector's metrics of the Python client, which are on by default in CPython",
            min=0,
        )
    ]

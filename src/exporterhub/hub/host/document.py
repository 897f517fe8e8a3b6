"""From the page to the document."""

from __future__ import annotations

from exporterhub.catalog import Catalog
from exporterhub.exposition import format_float
from exporterhub.hub.documents import identify_page
from exporterhub.hub.host.families import Families
from exporterhub.hub.host.models import HostDocument, HostFamily
from exporterhub.hub.host.read import OTHER_PROGRAM, Answer, HostUnreadableError
from exporterhub.hub.host.summary import summarise
from exporterhub.messages import say

__all__ = ["host_document"]

_UNITS = ("seconds", "bytes", "celsius", "volts", "amperes", "joules", "watts", "hertz", "meters", "ratio", "percent")
"""Units in names, as Prometheus' naming practices write them."""


def host_document(answer: Answer, catalog: Catalog) -> HostDocument:
    """What the page says of the host, which exporter it fits, and every family.

    Raises HostUnreadableError where it is no metrics page.
    """
    found = identify_page(answer.body, catalog, answer.content_type)
    if not found.families or "html" in answer.content_type.lower():
        raise HostUnreadableError(
            say("What %(address)s answers is no metrics page.", address=answer.address), OTHER_PROGRAM
        )
    families = Families.read(answer.body)
    return HostDocument(
        address=answer.address,
        read_at=answer.read_at,
        read_seconds=round(answer.seconds, 3),
        exporter=found.exporter,
        served_by=" ".join(filter(None, ["exporterhub", version]))
        if (version := families.label("exporterhub_build_info", "version"))
        else "",
        summary=summarise(families),
        families=[
            HostFamily(
                **{**family.model_dump(), "unit": family.unit or _unit(family.name)},
                value=_value(families, family.name),
            )
            for family in found.families
        ],
        findings=[finding for finding in found.findings if finding.severity == "error"],
    )


def _value(families: Families, name: str) -> str | None:
    samples = families.samples(name)
    return format_float(samples[0].value) if len(samples) == 1 else None


def _unit(name: str) -> str:
    unit = name.removesuffix("_total").rpartition("_")[2]
    return unit if unit in _UNITS else ""

"""What a ``/metrics`` page is: the exporter it comes from, what is odd about it, and its inventory."""

from __future__ import annotations

from dataclasses import replace

from exporterhub.catalog import Catalog, identify
from exporterhub.errors import BadInput, Finding
from exporterhub.exposition import guess_content_type, inventory, is_openmetrics, lint, parse
from exporterhub.hub.documents.models import (
    CandidateDocument,
    FamilyDocument,
    FindingDocument,
    Identification,
    Verdict,
)
from exporterhub.messages import Said, english, say

__all__ = ["identify_page"]

_SURE = 30.0
"""From this score on the best candidate is named as the page's exporter."""


def identify_page(page: bytes, catalog: Catalog, content_type: str = "", *, recorded: str = "") -> Identification:
    """Read a page, whatever is wrong with it, and compare it with the catalog.

    The format is taken from the content type where that is OpenMetrics, else from the page (OpenMetrics ends with
    ``# EOF``). ``recorded`` is the version that a recording's header tells, for a page that does not tell its own.
    """
    kind = content_type if is_openmetrics(content_type) else guess_content_type(page)
    findings: list[Finding] = []
    try:
        known = inventory(page, kind, strict=False, on_finding=findings.append)
    except BadInput as problem:
        findings.append(Finding("exposition/unreadable", "error", problem.message, problem.remedy))
        return Identification(exporter=None, candidates=[], families=[], findings=_documents(findings))
    findings += lint(parse(page, kind, strict=False))
    candidates = identify(parse(page, kind, strict=False), catalog)  # an inventory holds no version
    names = {slug: entry.exporter.name for slug, entry in catalog.entries.items()}
    best = candidates[0] if candidates and candidates[0].score >= _SURE else None
    if best and best.version is None and recorded:
        told = (*best.reasons, say("the recording's header says %(version)s", version=recorded))
        best = candidates[0] = replace(best, version=recorded, reasons=told)
    return Identification(
        exporter=Verdict(slug=best.slug, version=best.version) if best else None,
        candidates=[
            CandidateDocument(
                slug=c.slug, name=names[c.slug], version=c.version, score=round(c.score, 3), reasons=list(c.reasons)
            )
            for c in candidates
        ],
        families=[
            FamilyDocument(name=f.name, type=f.type, unit=f.unit, help=f.help, labels=list(f.labels), series=f.series)
            for f in known.families.values()
        ],
        findings=_documents(findings),
    )


def _documents(findings: list[Finding]) -> list[FindingDocument]:
    # What is no message is English only, as the words of a pasted page are.
    return [
        FindingDocument(**{**finding.as_dict(), "message": _said(finding.message), "remedy": _said(finding.remedy)})
        for finding in findings
    ]


def _said(text: str) -> str:
    return text if isinstance(text, Said) else english(text)

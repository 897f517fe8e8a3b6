"""What the API answers, and what the pages show: the same documents, made from the catalog.

A page shows nothing that its document does not hold, so the API has everything the site shows.
"""

from exporterhub.hub.documents.compare import Comparison, compare
from exporterhub.hub.documents.dashboard import preview_of
from exporterhub.hub.documents.entry import exporter_document, install_document, summary
from exporterhub.hub.documents.explain import MOST_CHARACTERS, Explainer, Explanation
from exporterhub.hub.documents.generated import Generated, generated_rules
from exporterhub.hub.documents.metrics import metrics_of
from exporterhub.hub.documents.models import (
    BlockDocument,
    ExporterDocument,
    FacetCount,
    Facets,
    Health,
    Identification,
    InstallDocument,
    MetricDocument,
    Popular,
    RecordingDocument,
    RuleDocument,
    Summary,
    TierDocument,
    TierMeaning,
)
from exporterhub.hub.documents.page import identify_page
from exporterhub.hub.documents.tiers import TIERS

__all__ = [
    "MOST_CHARACTERS",
    "TIERS",
    "BlockDocument",
    "Comparison",
    "Explainer",
    "Explanation",
    "ExporterDocument",
    "FacetCount",
    "Facets",
    "Generated",
    "Health",
    "Identification",
    "InstallDocument",
    "MetricDocument",
    "Popular",
    "RecordingDocument",
    "RuleDocument",
    "Summary",
    "TierDocument",
    "TierMeaning",
    "compare",
    "exporter_document",
    "generated_rules",
    "identify_page",
    "install_document",
    "metrics_of",
    "preview_of",
    "summary",
]

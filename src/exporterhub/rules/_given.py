"""What is there without any exporter: series and labels that Prometheus itself makes (concepts: jobs and instances)."""

from __future__ import annotations

__all__ = ["ATTACHED", "TARGET_LABELS", "given_labels", "is_given"]

# On every series of every target.
ATTACHED = frozenset(("job", "instance"))
_SCRAPE = """
up scrape_duration_seconds scrape_samples_scraped scrape_samples_post_metric_relabeling scrape_series_added
scrape_timeout_seconds scrape_sample_limit scrape_body_size_bytes
"""
_SERIES = frozenset(_SCRAPE.split())
_ALERTS = frozenset(("ALERTS", "ALERTS_FOR_STATE"))
_TARGET_LABELS = """
cluster clustername namespace pod container node service endpoint env environment region zone availability_zone
datacenter dc site rack stage tenant team customer project prometheus prometheus_replica replica monitor
"""
# Service discovery and external labels often attach these; whether they do, no page can tell.
TARGET_LABELS = frozenset(_TARGET_LABELS.split())


def is_given(metric: str) -> bool:
    """Whether Prometheus makes series of this name itself."""
    return metric in _SERIES or metric in _ALERTS


def given_labels(metric: str) -> frozenset[str] | None:
    """The labels of such series; None where nobody can know them (an alert's labels are those of its rule)."""
    return None if metric in _ALERTS else ATTACHED

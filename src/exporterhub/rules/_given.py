"""What is there without any exporter: series and labels that Prometheus itself makes.

Its documentation has them under "Jobs and instances", "Alerting rules" and "Feature flags".
"""

from __future__ import annotations

from exporterhub.messages import say

__all__ = ["ATTACHED", "TARGET_LABELS", "given_labels", "given_meaning", "is_given"]

# On every series of every target.
ATTACHED = frozenset(("job", "instance"))
_SERIES = {
    "up": say("Prometheus writes it for each target: 1 where the last scrape succeeded, 0 where it failed."),
    "scrape_duration_seconds": say("Prometheus writes it for each target: how long the scrape took, in seconds."),
    "scrape_samples_scraped": say("Prometheus writes it for each target: how many samples the page had."),
    "scrape_samples_post_metric_relabeling": say(
        "Prometheus writes it for each target: how many samples were left after metric_relabel_configs."
    ),
    "scrape_series_added": say(
        "Prometheus writes it for each target: about how many series were new in the scrape. Where it stays above 0, "
        "series come and go."
    ),
    "scrape_timeout_seconds": say(
        "Prometheus writes it for each target where its extra scrape metrics are switched on: the scrape_timeout."
    ),
    "scrape_sample_limit": say(
        "Prometheus writes it for each target where its extra scrape metrics are switched on: the sample_limit, 0 "
        "where there is none."
    ),
    "scrape_body_size_bytes": say(
        "Prometheus writes it for each target where its extra scrape metrics are switched on: the size of the page "
        "in bytes, uncompressed; -1 where body_size_limit was exceeded."
    ),
}
_ALERTS = {
    "ALERTS": say(
        "Prometheus writes it for each alert as long as that is pending or firing: 1, with the alert's labels, "
        "alertname and alertstate. vmalert does so where it has an address for remote write."
    ),
    "ALERTS_FOR_STATE": say(
        "Prometheus writes it for each alert that is pending or firing: since when its condition holds, in seconds "
        "since 1970."
    ),
}
_TARGET_LABELS = """
cluster clustername namespace pod container node service endpoint env environment region zone availability_zone
datacenter dc site rack stage tenant team customer project prometheus prometheus_replica replica monitor
"""
# Service discovery and external labels often attach these; whether they do, no page can tell.
TARGET_LABELS = frozenset(_TARGET_LABELS.split())


def is_given(metric: str) -> bool:
    """Whether Prometheus makes series of this name itself."""
    return metric in _SERIES or metric in _ALERTS


def given_meaning(metric: str) -> str:
    """What such a series tells, in a sentence or two; empty where ``metric`` is not Prometheus' own."""
    return _SERIES.get(metric) or _ALERTS.get(metric) or ""


def given_labels(metric: str) -> frozenset[str] | None:
    """The labels of such series; None where nobody can know them (an alert's labels are those of its rule)."""
    return None if metric in _ALERTS else ATTACHED

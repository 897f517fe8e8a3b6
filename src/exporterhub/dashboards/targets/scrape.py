"""What Prometheus itself writes for each target (its documentation, "Jobs and instances", and its feature flags)."""

from __future__ import annotations

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import PanelSpec, QuerySpec

PLACE = 1
RUNTIME = False
_LEGEND = "{{job}} {{instance}}"
_EXTRA = "Prometheus with --enable-feature=extra-scrape-metrics"


def panels(entry: Entry) -> list[PanelSpec]:
    """The same for every entry."""
    del entry
    return [
        PanelSpec(
            title="Scraped",
            question="Does every target answer Prometheus?",
            row="up",
            kind="stat",
            unit="none",
            queries=(QuerySpec(expr="min(up)"),),
            words={"0": "down", "1": "up"},
        ),
        PanelSpec(
            title="Failed scrapes",
            question="Which targets failed how often in the last hour?",
            row="up",
            kind="bargauge",
            unit="percentunit",
            queries=(QuerySpec(expr="1 - avg_over_time(up[1h])", legend=_LEGEND),),
            min=0,
            max=1,
        ),
        PanelSpec(
            title="Answers",
            question="Since when does a target not answer?",
            row="up",
            unit="none",
            queries=(QuerySpec(expr="up", legend=_LEGEND),),
            min=0,
            max=1,
        ),
        PanelSpec(
            title="Time per scrape",
            question="How long does a target take to answer?",
            row="work",
            unit="s",
            queries=(QuerySpec(expr="scrape_duration_seconds", legend=_LEGEND),),
            min=0,
        ),
        PanelSpec(
            title="Samples per scrape",
            question="How many samples does a target expose, and did some go missing?",
            row="work",
            queries=(QuerySpec(expr="scrape_samples_scraped", legend=_LEGEND),),
            min=0,
        ),
        PanelSpec(
            title="Share of the timeout",
            question="How near is a scrape to its timeout?",
            row="full",
            unit="percentunit",
            queries=(QuerySpec(expr="scrape_duration_seconds / scrape_timeout_seconds", legend=_LEGEND),),
            needs=_EXTRA,
            min=0,
            max=1,
        ),
        PanelSpec(
            title="Share of the sample limit",
            question="How near is a scrape to its limit of samples?",
            row="full",
            unit="percentunit",
            queries=(
                QuerySpec(
                    expr="scrape_samples_post_metric_relabeling / (scrape_sample_limit > 0)",
                    legend=_LEGEND,
                ),
            ),
            needs=f"{_EXTRA}, and sample_limit in the scrape job",
            min=0,
            max=1,
        ),
        PanelSpec(
            title="Size of the page",
            question="How large is a scrape's answer before it is compressed?",
            row="full",
            unit="bytes",
            queries=(QuerySpec(expr="scrape_body_size_bytes", legend=_LEGEND),),
            needs=_EXTRA,
            min=0,
        ),
        PanelSpec(
            title="New series",
            question="Do series come and go, so that Prometheus fills up?",
            row="why",
            queries=(QuerySpec(expr="scrape_series_added", legend=_LEGEND),),
            description="New series in each scrape, about. It stays near zero where label values do not change.",
            min=0,
        ),
        PanelSpec(
            title="Dropped by relabelling",
            question="Does metric_relabel_configs drop what is looked for?",
            row="why",
            queries=(
                QuerySpec(
                    expr="scrape_samples_scraped - scrape_samples_post_metric_relabeling",
                    legend=_LEGEND,
                ),
            ),
            min=0,
        ),
    ]

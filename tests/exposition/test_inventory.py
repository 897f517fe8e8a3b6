"""Inventories and their difference."""

from __future__ import annotations

from exporterhub.exposition import OPENMETRICS, Change, FamilyInfo, Inventory, diff, inventory

BEFORE = """# HELP up Whether it is up.
# TYPE up gauge
up{job="a"} 1
# HELP gone Gone later.
# TYPE gone gauge
gone 1
# HELP h_seconds A histogram.
# TYPE h_seconds histogram
h_seconds_bucket{path="/",le="+Inf"} 1
h_seconds_sum{path="/"} 1
h_seconds_count{path="/"} 1
"""
AFTER = """# HELP up Whether the target is up.
# TYPE up counter
up{job="a",zone="b"} 1
up{job="a",zone="c"} 1
# HELP new New now.
# TYPE new gauge
new 1
# HELP h_seconds A histogram.
# TYPE h_seconds summary
h_seconds{path="/",quantile="0.5"} 1
h_seconds_sum{path="/"} 1
h_seconds_count{path="/"} 1
"""


def test_inventory() -> None:
    page = inventory(BEFORE)
    assert list(page.families) == ["up", "gone", "h_seconds"]
    assert page.families["h_seconds"] == FamilyInfo(
        name="h_seconds",
        type="histogram",
        unit="",
        help="A histogram.",
        labels=("le", "path"),
        series=3,
        sample_names=("h_seconds_bucket", "h_seconds_sum", "h_seconds_count"),
    )


def test_inventory_of_openmetrics_has_units() -> None:
    page = "# HELP a_seconds A.\n# TYPE a_seconds counter\n# UNIT a_seconds seconds\na_seconds_total 1\n# EOF\n"
    assert inventory(page, OPENMETRICS).families["a_seconds"].unit == "seconds"


def test_diff() -> None:
    changes = diff(inventory(BEFORE), inventory(AFTER))
    assert changes
    assert [info.name for info in changes.added] == ["new"]
    assert [info.name for info in changes.removed] == ["gone"]
    assert changes.changed == (
        Change("h_seconds", "type", "histogram", "summary"),
        Change("h_seconds", "labels", "le, path", "path, quantile"),
        Change(
            "h_seconds",
            "samples",
            "h_seconds_bucket, h_seconds_count, h_seconds_sum",
            "h_seconds, h_seconds_count, h_seconds_sum",
        ),
        Change("up", "type", "gauge", "counter"),
        Change("up", "help", "Whether it is up.", "Whether the target is up."),
        Change("up", "labels", "job", "job, zone"),
    )


def test_no_difference() -> None:
    more = BEFORE.replace('up{job="a"} 1\n', 'up{job="a"} 1\nup{job="b"} 0\n')
    assert not diff(inventory(BEFORE), inventory(more))
    assert diff(Inventory({}), Inventory({})) == ((), (), ())
